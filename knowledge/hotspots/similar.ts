// Which of many messages are like one: the measure of the hot spots, without their window.
import { COMMON_PLACE, type HotspotMessage, likeness, profileOf, Rarity, weigh } from './similarity.ts';

type Words = Pick<HotspotMessage, 'title' | 'text'>;

/** From here on two messages are probably about one matter (the hot spots group from the same likeness). */
export const sameMatterFrom = 0.4;

/** How like each of the others is to `asked`, in their order: 0 nothing in common, 1 and above the same. */
export function likenesses(asked: Words, others: readonly Words[]): number[] {
  const rarity = new Rarity();
  const profiles = others.map(profileOf);
  const own = profileOf(asked);
  const standsIn = new Map<number, number>();
  for (const profile of [own, ...profiles]) {
    rarity.add(profile, 1);
    for (const key of profile.keys) standsIn.set(key, (standsIn.get(key) ?? 0) + 1);
  }
  const weighed = weigh(own, rarity);
  const rareUpTo = Math.max(20, COMMON_PLACE * others.length);
  const isRareKey = (key: number): boolean => (standsIn.get(key) ?? 0) <= rareUpTo;
  return profiles.map((profile) => likeness(weighed, profile, rarity, isRareKey));
}
