// A briefing's windows and what its figures come to in words. Pure: the words are made of the figures and of nothing else.
import { dayOf, type Zone } from '../../calendar/index.ts';
import type { Bilingual } from '../../platform/contract.ts';
import { nobody } from '../../tickets/contract.ts';
import { rateOf } from '../contract.ts';
import type { Briefing, BriefingPeriod } from './contract.ts';

/** Calls that are answered, by GB/T 33358; a share below it is said first. */
const connectionTarget = 0.95;
/** What came so often, and so many times as often as before, is said to grow. */
const growing = { received: 5, times: 1.5 } as const;
const dayMs = 86_400_000;

const lengthDays: Readonly<Record<BriefingPeriod, number>> = { day: 1, week: 7 };
/** How many periods the trend shows. */
const trendPeriods: Readonly<Record<BriefingPeriod, number>> = { day: 14, week: 8 };

/** `2026-11-28` of a number of days since 1970-01-01. */
const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

export interface BriefingWindow {
  first: string;
  last: string;
  from: Date;
  until: Date;
  /** Beginning of the period before. */
  before: Date;
  /** First days of the periods of the trend, the earliest first. */
  trend: readonly string[];
  trendFrom: Date;
}

/** The local day, or the week from Monday to Sunday that it lies in. @throws RangeError when there is no such date */
export function briefingWindow(period: BriefingPeriod, date: string, zone: Zone): BriefingWindow {
  const day = dayOf(date);
  if (day === undefined) throw new RangeError(date);
  const days = lengthDays[period];
  // 1970-01-01 was a Thursday: the Monday of its week lies three days before.
  const first = period === 'week' ? day - ((((day + 3) % 7) + 7) % 7) : day;
  const at = (one: number): Date => new Date(zone.instant(one, 0));
  const count = trendPeriods[period];
  const firsts = Array.from({ length: count }, (_one, index) => first - (count - 1 - index) * days);
  return {
    first: dateOf(first),
    last: dateOf(first + days - 1),
    from: at(first),
    until: at(first + days),
    before: at(first - days),
    trend: firsts.map(dateOf),
    trendFrom: at(firsts[0] ?? first),
  };
}

/** Sums figures of days into the periods that begin on `firsts`. */
export function sumByPeriod(
  days: readonly { day: string; cases: number }[],
  firsts: readonly string[],
): number[] {
  const sums = firsts.map(() => 0);
  for (const { day, cases } of days) {
    const index = firsts.findLastIndex((first) => first <= day);
    if (index >= 0) sums[index] = (sums[index] ?? 0) + cases;
  }
  return sums;
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** `up 12.5 %` of a number beside the one before; undefined without one. */
function change(now: number, before: number): Bilingual | undefined {
  if (before === 0) return undefined;
  const share = now / before - 1;
  if (Math.abs(share) < 0.0005) return { zh: '与上期持平', en: 'the same as before' };
  const size = percent(Math.abs(share));
  return share > 0
    ? { zh: `比上期增加 ${size}`, en: `${size} more than before` }
    : { zh: `比上期减少 ${size}`, en: `${size} less than before` };
}

/** The sentences of a briefing, the gravest first. */
export function sentencesOf(briefing: Omit<Briefing, 'sentences'>): Bilingual[] {
  const { contacts, now, before, categories, areas, hotspots, troubled, warnings } = briefing;
  const said: (Bilingual | undefined)[] = [];
  for (const { title } of warnings)
    said.push({ zh: `正在生效：${title.zh}。`, en: `In force now: ${title.en}.` });
  if (contacts.connectionRate !== null && contacts.connectionRate < connectionTarget)
    said.push({
      zh: `接通率 ${percent(contacts.connectionRate)}，低于国家标准要求的 95%。`,
      en: `Connection rate ${percent(contacts.connectionRate)}, below the 95 % of the national standard.`,
    });
  const red = troubled.filter(({ key, lamp }) => lamp === 'red' && key !== nobody);
  if (red.length > 0) {
    const most = red.slice(0, 3);
    const others = red.length > most.length;
    said.push({
      zh: `${red.length} 个部门亮红牌：${most.map(({ name, ...row }) => `${name.zh}（${chargeOf(row).zh}）`).join('、')}${others ? '等' : ''}。`,
      en: `${counted(red.length, 'department')} with a red card: ${most.map(({ name, ...row }) => `${name.en} (${chargeOf(row).en})`).join(', ')}${others ? ' and others' : ''}.`,
    });
  }
  for (const { place, size, summary } of hotspots.slice(0, 3))
    said.push({
      zh: `热点：${place ? `${place}，` : ''}${size} 人反映同一件事：“${summary}”`,
      en: `Hot spot${place ? ` at ${place}` : ''}: ${size} people reported the same matter: “${summary}”`,
    });
  said.push(countSentence('contacts', contacts.arrived, contacts.before));
  const received = now.tallies.received?.cases ?? 0;
  said.push(countSentence('tickets', received, before.tallies.received?.cases ?? 0));
  const first = categories.find(({ key }) => key !== nobody);
  if (first && received > 0)
    said.push({
      zh: `反映最多的是${first.name.zh}，${first.received} 张，占 ${percent(first.received / received)}。`,
      en: `Most of them: ${first.name.en}, ${counted(first.received, 'ticket')}, ${percent(first.received / received)}.`,
    });
  const grown = [...categories, ...areas]
    .filter((row) => row.before > 0 && row.received >= growing.received)
    .filter((row) => row.received >= growing.times * row.before)
    .sort((a, b) => b.received / b.before - a.received / a.before);
  for (const { name, received: count, before: then } of grown.slice(0, 3))
    said.push({
      zh: `增长较快：${name.zh}，由 ${then} 张增至 ${count} 张。`,
      en: `Growing: ${name.en}, from ${then} tickets to ${count}.`,
    });
  const [satisfaction, onTime] = [
    rateOf(now.tallies, 'satisfaction'),
    rateOf(now.tallies, 'resolve_on_time'),
  ];
  if (onTime !== null)
    said.push({ zh: `按时办结率 ${percent(onTime)}。`, en: `Resolved on time: ${percent(onTime)}.` });
  if (satisfaction !== null)
    said.push({ zh: `满意率 ${percent(satisfaction)}。`, en: `Satisfied: ${percent(satisfaction)}.` });
  return said.filter((sentence) => sentence !== undefined);
}

/** What a red card is for. */
function chargeOf({ overdue, noticed }: { overdue: number; noticed: number }): Bilingual {
  return overdue > 0
    ? { zh: `超时 ${overdue} 张`, en: `${overdue} overdue` }
    : { zh: `通报 ${noticed} 次`, en: `named ${noticed === 1 ? 'once' : `${noticed} times`}` };
}

function countSentence(what: 'contacts' | 'tickets', count: number, before: number): Bilingual {
  const than = change(count, before);
  const words =
    what === 'contacts'
      ? { zh: `市民来访 ${count} 件`, en: counted(count, 'contact') }
      : { zh: `受理工单 ${count} 张`, en: `${counted(count, 'ticket')} received` };
  return {
    zh: `${words.zh}${than ? `，${than.zh}` : ''}。`,
    en: `${words.en}${than ? `, ${than.en}` : ''}.`,
  };
}
