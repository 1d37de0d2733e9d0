// Which groups are hot, where they are, and one sentence that tells what they are about.
import { flatten, type HotspotMessage, NAME_END, PLACE_END } from './similarity.ts';

export interface Hotspot {
  rank: number;
  score: number;
  size: number;
  /** ISO 8601, first and last message. */
  from: string;
  to: string;
  /** The most specific place that most members name; empty when there is none. */
  place: string;
  summary: string;
  ids: string[];
}

const DAY_MS = 86_400_000;
const BURST_DAYS = 14;
/** A place counts as the matter's when this share of the members names it. */
const PLACE_SHARE = 0.5;
/** Letters on one general wish share words but no place; they stand behind matters that somebody can visit. */
const NOWHERE_FACTOR = 0.3;
/** Members read for place and summary: a matter of thousands is told as well by its latest 200. */
const MOST_READ = 200;
const OPENING = 140;
const LONGEST_PLACE = 14;
/** No proper name holds these; they betray a piece of a sentence that happens to end like a place. */
const NO_NAME_INSIDE =
  /[的是在请我你他们本有和与及被对为吗问将让把给从到前内外仅]|投诉|反映|严禁|临街|规定|按照|要求/u;
const NO_NAME_START = /^小区|^\d*[市区县]/u;
const DISTRICT = /[a-z]\d{0,2}[市区县]|[\p{Script=Han}]{2,3}[区县镇]/gu;

/** The most messages in any 14 days. `times` ascending. */
function burst(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  times.forEach((time, i) => {
    while ((times[from] ?? 0) < time - BURST_DAYS * DAY_MS) from++;
    most = Math.max(most, i - from + 1);
  });
  return most;
}

/**
 * Hot is what many people say (size), say at once (burst), still say (the last 14 days before `now`), and
 * others vote on (logarithm, because one vote costs nobody anything).
 */
function heatPoints(members: readonly HotspotMessage[], now: number): number {
  const times = members.map(({ at }) => at).sort((a, b) => a - b);
  const recent = times.filter((time) => time > now - BURST_DAYS * DAY_MS).length;
  const votes = members.reduce((sum, { support, against }) => sum + support + against, 0);
  return members.length + burst(times) + recent + Math.log2(1 + votes);
}

function addOnce(counts: Map<string, number>, words: Iterable<string>): void {
  for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
}

/**
 * 街道 and 城市 go on after the character that could end a name; 学 ends one only as 小学, 中学, 大学; a second 路 begins a word
 * of its own (红荔路路灯).
 */
function endsName(text: string, end: number, ends: ReadonlySet<string>): boolean {
  const next = text.charAt(end + 1);
  const char = text.charAt(end);
  if (!ends.has(char) || text.charAt(end - 1) === char) return false;
  if (char === '城' && next === '市') return false;
  if (char === '街' && next === '道') return false;
  return char !== '学' || '小中大'.includes(text.charAt(end - 1));
}

function namesIn(text: string, ends: ReadonlySet<string>): string[] {
  const names: string[] = [];
  for (let end = 2; end < text.length; end++) {
    if (!endsName(text, end, ends)) continue;
    for (let length = 3; length <= Math.min(LONGEST_PLACE, end + 1); length++) {
      const name = text.slice(end + 1 - length, end + 1);
      if (name.includes(' ') || NO_NAME_INSIDE.test(name)) break;
      if (!NO_NAME_START.test(name)) names.push(name);
    }
  }
  return names;
}

/** Longer names are more specific, names that more members use are safer: the product decides. */
function commonName(
  openings: readonly string[],
  ends: ReadonlySet<string>,
  isTooCommon: (tail: string) => boolean,
): string {
  const counts = new Map<string, number>();
  for (const opening of openings) addOnce(counts, namesIn(opening, ends));
  let best = { name: '', worth: 0 };
  for (const [name, count] of counts) {
    if (count < openings.length * PLACE_SHARE || isTooCommon(name.slice(-3))) continue;
    const worth = count * Math.log2(name.length);
    if (worth > best.worth || (worth === best.worth && name < best.name)) best = { name, worth };
  }
  return best.name;
}

function commonDistrict(openings: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const opening of openings) addOnce(counts, opening.match(DISTRICT) ?? []);
  const [best] = [...counts]
    .filter(([, count]) => count >= openings.length * PLACE_SHARE)
    .sort(
      (a, b) =>
        Number(a[0].endsWith('市')) - Number(b[0].endsWith('市')) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1),
    );
  return best?.[0] ?? '';
}

const bigrams = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));

/** The title that shares most with the other titles, per its own length: the group's own words for it. */
function tellingTitle(members: readonly HotspotMessage[], place: string): string {
  const counts = new Map<string, number>();
  const titles = members.map(({ title }) => flatten(title));
  for (const title of titles) addOnce(counts, bigrams(title));
  let best = { title: '', worth: -1 };
  members.forEach(({ title }, i) => {
    const flat = titles[i] ?? '';
    const own = new Set(bigrams(flat));
    let shared = 0;
    for (const pair of own) shared += (counts.get(pair) ?? 1) - 1;
    const worth = (shared / Math.sqrt(own.size + 4)) * (place !== '' && flat.includes(place) ? 1.3 : 1);
    if (worth > best.worth) best = { title: title.trim(), worth };
  });
  return best.title;
}

function asWritten(place: string, members: readonly HotspotMessage[]): string {
  for (const { title, text } of members) {
    const whole = `${title} ${text}`.normalize('NFKC');
    const at = whole.toLowerCase().indexOf(place);
    if (at !== -1) return whole.slice(at, at + place.length);
  }
  return place;
}

interface Judged {
  members: readonly HotspotMessage[];
  read: readonly HotspotMessage[];
  openings: string[];
  place: string;
  score: number;
}

function judge(
  members: readonly HotspotMessage[],
  points: number,
  isTooCommon: (tail: string) => boolean,
): Judged {
  const read = members.slice(-MOST_READ);
  const openings = read.map(({ title, text }) => `${flatten(title)} ${flatten(text).slice(0, OPENING)}`);
  const place = commonName(openings, PLACE_END, isTooCommon);
  const isNamed = place !== '' || commonName(openings, NAME_END, isTooCommon) !== '';
  const score = Math.round(points * (isNamed ? 1 : NOWHERE_FACTOR) * 100) / 100;
  return { members, read, openings, place, score };
}

const firstId = (a: readonly HotspotMessage[], b: readonly HotspotMessage[]): number =>
  (a[0]?.id ?? '') < (b[0]?.id ?? '') ? -1 : 1;

/**
 * The hottest groups, hottest first. `now` is the moment that growth is measured at, in milliseconds.
 * `isTooCommon` says whether the last three characters of a name stand all over the window.
 */
export function rankMatters(
  matters: readonly (readonly HotspotMessage[])[],
  top: number,
  now: number,
  isTooCommon: (tail: string) => boolean,
): Hotspot[] {
  const byPoints = matters
    .map((members) => ({ members, points: heatPoints(members, now) }))
    .sort((a, b) => b.points - a.points || firstId(a.members, b.members));
  const judged: Judged[] = [];
  for (const { members, points } of byPoints) {
    // A missing name only lowers a score, so nothing further down can rise above `top` judged ones.
    if (judged.filter(({ score }) => score >= points).length >= top) break;
    judged.push(judge(members, points, isTooCommon));
  }
  return judged
    .sort((a, b) => b.score - a.score || firstId(a.members, b.members))
    .slice(0, top)
    .map(({ members, read, openings, place, score }, i) => {
      const times = members.map(({ at }) => at);
      const shown = asWritten(place === '' ? commonDistrict(openings) : place, read);
      const title = tellingTitle(read, place);
      return {
        rank: i + 1,
        score,
        size: members.length,
        from: new Date(Math.min(...times)).toISOString(),
        to: new Date(Math.max(...times)).toISOString(),
        place: shown,
        summary: place === '' || flatten(title).includes(place) ? title : `${shown}：${title}`,
        ids: members.map(({ id }) => id),
      };
    });
}
