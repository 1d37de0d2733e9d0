// The rules of petitions (信访工作条例, in force since 2022-05-01): instances, times, who may be asked next. Pure.
import type { TicketKind, TicketState } from '../words.ts';

/** Who is not satisfied asks the next higher authority: once for a review (复查), once more for a recheck (复核). */
const nextInstance: Partial<Record<TicketKind, TicketKind>> = {
  petition: 'petition_review',
  petition_review: 'petition_recheck',
};

/** A petition of any instance: heard once, and then by the next authority, never by the same again. */
export const isPetition = (kind: TicketKind): boolean =>
  kind === 'petition' || kind === 'petition_review' || kind === 'petition_recheck';

/** A review and a recheck: by the authority above the one whose opinion is contested. */
export const isPetitionReview = (kind: TicketKind): boolean => isPetition(kind) && kind !== 'petition';

const dayMs = 86_400_000;
/** A review or recheck is asked for within 30 days of the written opinion (articles 35 and 36). */
const reviewWithinMs = 30 * dayMs;

/** States in which the opinion (处理意见) has been given. */
const given: readonly TicketState[] = ['approved', 'follow_up', 'closed'];

/**
 * What a petitioner may ask for next, and until when. Undefined: nothing; after the recheck the matter ends, and the same
 * facts and reasons are not taken again (article 36).
 * @param opinionAt when the opinion was given, the latest
 * @param isAsked the next instance was asked already
 */
export function nextReview(
  petition: { kind: TicketKind; state: TicketState },
  opinionAt: Date | undefined,
  isAsked: boolean,
  now: Date,
): { kind: TicketKind; until: Date } | undefined {
  const kind = nextInstance[petition.kind];
  if (!kind || !opinionAt || isAsked || !given.includes(petition.state)) return undefined;
  const until = new Date(opinionAt.getTime() + reviewWithinMs);
  return now <= until ? { kind, until } : undefined;
}
