// The pure library of understanding: everything that others may use of text, search and the catalogue.
export * from './catalogue/index.ts';
export {
  everydayWords,
  type Fragment,
  type Hit,
  highlight,
  type SearchDocument,
  SearchIndex,
  type SearchOptions,
  type Synonyms,
} from './search/index.ts';
export { type LatinForm, latinForm, latinTerms, normalise, type Token, tokenise } from './text/index.ts';
