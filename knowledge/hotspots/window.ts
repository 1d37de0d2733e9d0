// The messages of a moving window, grouped by matter as they come in.
import { type Hotspot, rankMatters } from './rank.ts';
import {
  COMMON_PLACE,
  type HotspotMessage,
  likeness,
  type Profile,
  placeKey,
  profileOf,
  Rarity,
  weigh,
} from './similarity.ts';

/** Mean likeness to a group's nearest members from which a message belongs to it. */
const SAME_MATTER = 0.4;
/** A key that stands in more messages than this finds nobody: it is no name. */
const LONGEST_POSTING = 150;
const KEYS_LOOKED_UP = 60;
const MOST_CANDIDATES = 120;
/** Members of each group that are compared before two groups become one, and the mean they must reach. */
const SAMPLE = 6;
const CHAINED = 0.2;
const MERGE_EVIDENCE = 0.46;

interface Entry {
  message: HotspotMessage;
  profile: Profile;
  group: number;
}

/**
 * Groups messages of one matter incrementally. `add` costs a few milliseconds whatever the window's size,
 * because a message is compared with at most 120 others, found by their rarest common trigrams. The same
 * messages in the same order always give the same groups.
 */
export class HotspotWindow {
  private readonly entries = new Map<number, Entry>();
  private readonly numberOf = new Map<string, number>();
  private readonly postings = new Map<number, number[]>();
  private readonly groups = new Map<number, number[]>();
  private readonly rarity = new Rarity();
  private next = 0;

  get size(): number {
    return this.entries.size;
  }

  /** When a message of the window was sent, in milliseconds; undefined for what is not in it. */
  timeOf(id: string): number | undefined {
    return this.entries.get(this.numberOf.get(id) ?? -1)?.message.at;
  }

  /** Adds a message and returns the number of its group. A known id is replaced. */
  add(message: HotspotMessage): number {
    this.remove(message.id);
    const number = this.next++;
    const profile = profileOf(message);
    this.rarity.add(profile, 1);
    const group = this.groupFor(profile) ?? number;
    this.entries.set(number, { message, profile, group });
    this.numberOf.set(message.id, number);
    const members = this.groups.get(group);
    if (members) members.push(number);
    else this.groups.set(group, [number]);
    for (const key of profile.keys) {
      const posting = this.postings.get(key);
      if (!posting) this.postings.set(key, [number]);
      else if (posting.length <= LONGEST_POSTING) posting.push(number);
    }
    return group;
  }

  /** Forgets one message; true when it was there. */
  remove(id: string): boolean {
    const number = this.numberOf.get(id);
    const entry = number === undefined ? undefined : this.entries.get(number);
    if (number === undefined || !entry) return false;
    this.entries.delete(number);
    this.numberOf.delete(id);
    this.rarity.add(entry.profile, -1);
    for (const key of entry.profile.keys) without(this.postings, key, number);
    without(this.groups, entry.group, number);
    return true;
  }

  /** Forgets every message older than `at`; returns how many went. */
  removeBefore(at: number): number {
    const old = [...this.entries.values()].filter(({ message }) => message.at < at);
    for (const { message } of old) this.remove(message.id);
    return old.length;
  }

  /**
   * The `top` hottest matters with at least two messages. Growth is measured at `now` (milliseconds), by
   * default the latest message's time.
   */
  hottest(top: number, now?: number): Hotspot[] {
    const matters = [...this.groups.values()]
      .filter((members) => members.length > 1)
      .map((members) => members.flatMap((number) => this.entries.get(number)?.message ?? []));
    let latest = 0;
    for (const { message } of this.entries.values()) latest = Math.max(latest, message.at);
    return rankMatters(matters, top, now ?? latest, (tail) => !this.isRareKey(placeKey(tail)));
  }

  private isRareKey(key: number): boolean {
    return (this.postings.get(key)?.length ?? 0) <= Math.max(20, COMMON_PLACE * this.entries.size);
  }

  private groupFor(profile: Profile): number | undefined {
    const found = [...profile.keys]
      .flatMap((key) => {
        const posting = this.postings.get(key);
        return posting && posting.length <= LONGEST_POSTING ? [posting] : [];
      })
      .sort((a, b) => a.length - b.length)
      .slice(0, KEYS_LOOKED_UP);
    const shared = new Map<number, number>();
    for (const posting of found) {
      for (const number of posting)
        shared.set(number, (shared.get(number) ?? 0) + 1 / Math.sqrt(posting.length));
    }
    const candidates = [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_CANDIDATES);
    const weighed = weigh(profile, this.rarity);
    const isRareKey = (key: number): boolean => this.isRareKey(key);
    const byGroup = new Map<number, number[]>();
    for (const [number] of candidates) {
      const entry = this.entries.get(number);
      if (!entry) continue;
      const alike = likeness(weighed, entry.profile, this.rarity, isRareKey);
      const list = byGroup.get(entry.group);
      if (list) list.push(alike);
      else byGroup.set(entry.group, [alike]);
    }
    const fitting = [...byGroup]
      .map(([group, list]) => ({ group, alike: nearestMean(list, this.groups.get(group)?.length ?? 1) }))
      .filter(({ alike }) => alike >= SAME_MATTER)
      .sort((a, b) => b.alike - a.alike || a.group - b.group);
    const [best, ...others] = fitting;
    if (!best) return undefined;
    for (const { group, alike } of others) {
      if (alike >= MERGE_EVIDENCE && this.resemble(best.group, group)) this.merge(best.group, group);
    }
    return best.group;
  }

  /** One message between two matters must not chain them: members from all over both must be alike too. */
  private resemble(one: number, other: number): boolean {
    const samples = [one, other].map((group) => {
      const members = this.groups.get(group) ?? [];
      const step = Math.max(1, Math.floor(members.length / SAMPLE));
      return members
        .filter((_, i) => i % step === 0)
        .slice(0, SAMPLE)
        .flatMap((number) => this.entries.get(number)?.profile ?? []);
    });
    const [left = [], right = []] = samples;
    let sum = 0;
    for (const profile of left) {
      const weighed = weigh(profile, this.rarity);
      for (const second of right) sum += likeness(weighed, second, this.rarity, (key) => this.isRareKey(key));
    }
    return sum / (left.length * right.length || 1) >= CHAINED;
  }

  private merge(into: number, from: number): void {
    const moved = this.groups.get(from) ?? [];
    const members = this.groups.get(into) ?? [];
    this.groups.delete(from);
    for (const number of moved) {
      const entry = this.entries.get(number);
      if (entry) entry.group = into;
    }
    this.groups.set(
      into,
      [...members, ...moved].sort((a, b) => a - b),
    );
  }
}

/** Mean of the nearest members, as many as a group of that size must show. */
function nearestMean(list: number[], groupSize: number): number {
  const wanted = Math.min(groupSize, Math.max(3, Math.floor(Math.log2(groupSize))));
  const nearest = list.sort((a, b) => b - a).slice(0, wanted);
  return nearest.reduce((sum, alike) => sum + alike, 0) / wanted;
}

function without(lists: Map<number, number[]>, key: number, number: number): void {
  const list = lists.get(key);
  const at = list?.indexOf(number) ?? -1;
  if (!list || at === -1) return;
  list.splice(at, 1);
  if (list.length === 0) lists.delete(key);
}
