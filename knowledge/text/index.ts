export { normalise } from './characters.ts';
export { Areas, areElsewhere } from './places.ts';
export { latinName } from './latin-name.ts';
export { type LatinForm, latinForm, latinTerms } from './pinyin.ts';
export { isStopWord, type Token, tokenise } from './tokens.ts';
export { toTraditional } from './traditional.ts';
