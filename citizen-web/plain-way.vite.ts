// Every page names its plain counterpart: to browsers with scripts switched off, and to those too old for ours.
import { basename } from 'node:path';
import type { Plugin } from 'vite';

const counterparts: Readonly<Record<string, string>> = {
  ticket: '/plain/ticket',
  news: '/plain/news',
  replies: '/plain/replies',
  broadcasts: '/plain/warnings',
};

export function plainWay(): Plugin {
  return {
    name: 'onecall-plain-way',
    transformIndexHtml: (html, { filename }) => {
      const href = counterparts[basename(filename, '.html')] ?? '/plain';
      const title = /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '';
      const noscript = [
        '<noscript>',
        '<link rel="stylesheet" href="/plain.css">',
        `<main><h1>一号通 <span lang="en">${title}</span></h1>`,
        `<p>不用脚本也能查答案、看通知、查工单：</p><p><a href="${href}?lang=zh">简易版</a></p>`,
        `<p><a href="${href}?lang=zh-Hant">簡易版（繁體）</a></p>`,
        `<p lang="en"><a href="${href}?lang=en">Simple version in English, no scripts needed</a></p>`,
        '<p><a href="tel:12345">12345</a></p></main>',
        '</noscript>',
        `<script nomodule src="/old-browser.js" data-plain="${href}"></script>`,
      ].join('');
      return html.replace('</body>', `${noscript}</body>`);
    },
  };
}
