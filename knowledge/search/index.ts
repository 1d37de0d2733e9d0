export { type Fragment, highlight } from './highlight.ts';
export { everydayWords, type Synonyms } from './query.ts';
export { type Hit, type SearchDocument, SearchIndex, type SearchOptions } from './search-index.ts';
