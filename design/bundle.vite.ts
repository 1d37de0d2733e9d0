// What both Vite builds need to stay small.
import type { Plugin } from 'vite';

const foreign =
  /[\\/]react-(?:aria|stately|aria-components)[\\/].*[\\/]intl[\\/].*[\\/](?!zh-CN|en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;

/** A plugin: React Aria carries its own words in 30 languages; only ours stay in the bundle. */
export function keepOurLocales(): Plugin {
  return {
    name: 'onecall-keep-our-locales',
    enforce: 'pre',
    load: { filter: { id: foreign }, handler: () => 'export default {};' },
  };
}

const pure = /[\\/](?:design[\\/](?!theme)[\w-]+\.tsx?|server[\\/].*contract\.ts)$/;

/** Components only define: a page that imports one from design/index.ts gets that one, with its styles. */
export function hasSideEffects(id: string): boolean {
  return !pure.test(id);
}

/**
 * A plugin: says the order of the cascade layers before any stylesheet, since chunks of styles load in any order.
 * The same order stands in tokens.css.
 */
export function layerOrder(): Plugin {
  return {
    name: 'onecall-layer-order',
    transformIndexHtml: () => [
      { tag: 'style', children: '@layer reset, token, base, component, page;', injectTo: 'head-prepend' },
    ],
  };
}
