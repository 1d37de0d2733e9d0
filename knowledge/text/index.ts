export { normalise } from './characters.ts';
export { type LatinForm, latinForm, latinTerms } from './pinyin.ts';
export { type Token, tokenise } from './tokens.ts';
