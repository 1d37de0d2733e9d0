// Every page names its plain counterpart: to browsers with scripts switched off, and to those too old for ours.
import { basename } from 'node:path';
import type { Plugin } from 'vite';
import { localeOf, tongueCodes } from '../server/platform/tongue.ts';
import texts from './plain/texts.json' with { type: 'json' };

const counterparts: Readonly<Record<string, string>> = {
  filing: '/plain/filing',
  ticket: '/plain/ticket',
  news: '/plain/news',
  replies: '/plain/replies',
  broadcasts: '/plain/warnings',
};

export function plainWay(): Plugin {
  const { way } = texts;
  return {
    name: 'onecall-plain-way',
    transformIndexHtml: (html, { filename }) => {
      const href = counterparts[basename(filename, '.html')] ?? '/plain';
      const links = tongueCodes.map(
        (tongue) => `<p lang="${localeOf(tongue)}"><a href="${href}?lang=${tongue}">${way[tongue]}</a></p>`,
      );
      const noscript = [
        '<noscript>',
        '<link rel="stylesheet" href="/plain.css">',
        `<main><h1>${way.brand}</h1><p>${way.note}</p>`,
        ...links,
        '<p><a href="tel:12345">12345</a></p></main>',
        '</noscript>',
        `<script defer src="/old-browser.js" data-plain="${href}"></script>`,
      ].join('');
      return html.replace('</body>', `${noscript}</body>`);
    },
  };
}
