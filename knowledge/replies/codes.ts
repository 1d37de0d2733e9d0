// What a check of a reply may say. Codes only: pages read them, too.
export const REPLY_ASPECTS = [
  'relevance',
  'completeness',
  'politeness',
  'contact',
  'legal_basis',
  'promise',
  'privacy',
] as const;
export type ReplyAspect = (typeof REPLY_ASPECTS)[number];

export const REPLY_HINTS = [
  /** Hardly a word of the matter stands in the reply. */
  'off_topic',
  /** It says who has the matter now, and no result. */
  'only_forwarded',
  /** More was asked than so short a reply can answer. */
  'short_for_questions',
  /** Neither a greeting nor thanks. */
  'no_courtesy',
  'harsh_words',
  /** The reply or the matter calls for a talk with the citizen, and nothing says that there was one. */
  'no_contact',
  /** A refusal that names no law, rule or document. */
  'refusal_without_basis',
  /** Something will be done, and no date says by when. */
  'promise_without_date',
  /** Numbers or plates that others should not read. */
  'personal_data',
] as const;
export type ReplyHintCode = (typeof REPLY_HINTS)[number];
