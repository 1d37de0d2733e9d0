export { tellsMatter } from './bare.ts';
export { isForSomethingElse } from './deeds.ts';
export { type Fragment, highlight } from './highlight.ts';
export { everydayWords, type Synonyms } from './query.ts';
export type { Reason } from './reasons.ts';
export { type Hit, type SearchDocument, SearchIndex, type SearchOptions } from './search-index.ts';
export {
  type Candidate,
  isOfAnotherCity,
  shareTold,
  type Signs,
  signsOf,
  sureFrom,
  surenessOf,
} from './sureness.ts';
