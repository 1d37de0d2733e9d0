// What both Vite builds need to stay small.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const foreign =
  /[\\/]react-(?:aria|stately|aria-components)[\\/].*[\\/]intl[\\/](?:.*[\\/])?(?!zh-CN|en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;

/** A plugin: React Aria carries its own words in 30 languages; only ours stay in the bundle. */
export function keepOurLocales(): Plugin {
  return {
    name: 'onecall-keep-our-locales',
    enforce: 'pre',
    load: { filter: { id: foreign }, handler: () => 'export default {};' },
  };
}

const jsonSchema = /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/;
const faultWords = /[\\/]zod[\\/]v4[\\/]locales[\\/]en\.js$/;

/**
 * A plugin: a schema can also write itself as JSON Schema and say in English what is wrong with a value; a browser only
 * parses with it, and people read our own texts.
 */
export function parseOnly(): Plugin {
  const named = /^export (?:const|function) (\w+)/gm;
  return {
    name: 'onecall-parse-only',
    enforce: 'pre',
    load: {
      filter: { id: [jsonSchema, faultWords] },
      handler: (id) =>
        faultWords.test(id)
          ? 'export default () => ({});'
          : [...readFileSync(id, 'utf8').matchAll(named)]
              .map(([, name]) => `export const ${name} = () => undefined;`)
              .join('\n'),
    },
  };
}

const pure =
  /[\\/](?:design[\\/](?!theme|storage)[\w-]+\.tsx?|server[\\/](?:.*contract|tickets[\\/](?:summary|words|commands)|knowledge[\\/]notice)\.ts)$/;

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
