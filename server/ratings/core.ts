// What may be rated, and until when. Pure.
import { changeWithinMin, rateWithinH } from './contract.ts';

/** A contact as far as it says whether it can be rated. */
export interface Talk {
  channel: string;
  state: string;
  agentId: string | null;
  acceptedAt: string | null;
  endedAt: string | null;
}

/** An agent answered, and it is over. */
export const isEndedTalk = ({ state, agentId, acceptedAt }: Talk): boolean =>
  agentId !== null && acceptedAt !== null && (state === 'wrap_up' || state === 'closed');

/** Whether a first rating, or another one in its place, can be given now. */
export function isOpenToRating(endedAt: Date, ratedAt: Date | null, now: Date): boolean {
  const [from, hours] = ratedAt === null ? [endedAt, rateWithinH] : [ratedAt, changeWithinMin / 60];
  return now.getTime() - from.getTime() < hours * 3_600_000;
}
