export { checkReply, type ReplyCheck, type ReplyHint } from './check.ts';
export { REPLY_ASPECTS, REPLY_HINTS, type ReplyAspect, type ReplyHintCode } from './codes.ts';
export { type PromisedDate, promisedDates } from './promises.ts';
