export {
  checkReply,
  REPLY_ASPECTS,
  REPLY_HINTS,
  type ReplyAspect,
  type ReplyCheck,
  type ReplyHint,
  type ReplyHintCode,
} from './check.ts';
export { type PromisedDate, promisedDates } from './promises.ts';
