// Reads what a briefing is made of.
import { readLists } from '../../admin/index.ts';
import { cityTimeZone, cityZone } from '../../calendar/index.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import type { Figures } from '../../platform/replica.ts';
import { type ContactFigures, contactFigures } from '../../routing/index.ts';
import { countOutcomes, hotspots } from '../../tickets/index.ts';
import { cardOf, cardsOf, compared, troubledOf } from '../core.ts';
import { nameOf } from '../names.ts';
import type { Briefing, BriefingQuery } from './contract.ts';
import { briefingWindow, sentencesOf, sumByPeriod } from './core.ts';

const topCategories = 10;

export interface Warning {
  id: string;
  title: Bilingual;
  effectiveAt: string;
  expiresAt: string;
}

/** @param deps.warnings those in force now */
export function createBriefing(deps: { figures: Figures; warnings: (now: Date) => Promise<Warning[]> }) {
  return async ({ period, date }: BriefingQuery, now = new Date()): Promise<Briefing> => {
    const window = briefingWindow(period, date, cityZone);
    const [scope, earlier, past] = [
      { from: window.from, until: window.until, now, timezone: cityTimeZone },
      { from: window.before, until: window.from, now, timezone: cityTimeZone },
      { from: window.trendFrom, until: window.until, now, timezone: cityTimeZone },
    ];
    const read = (database: Database) =>
      Promise.all([
        countOutcomes(database, scope, 'department'),
        countOutcomes(database, scope, 'category'),
        countOutcomes(database, earlier, 'category'),
        countOutcomes(database, scope, 'area'),
        countOutcomes(database, earlier, 'area'),
        countOutcomes(database, past, 'day'),
        readLists(database),
        contactFigures(database, window.from, window.until),
        contactFigures(database, window.before, window.from),
        hotspots(database),
      ]);
    const [{ value, asOf }, warnings] = await Promise.all([deps.figures.read(read), deps.warnings(now)]);
    const [departments, categories, categoriesBefore, areas, areasBefore, days, lists, ...rest] = value;
    const [contacts, contactsBefore, spots] = rest;
    const named = (counts: typeof categories, by: 'department' | 'category' | 'area') =>
      cardsOf(counts, (key) => nameOf(lists, by, key));
    const received = sumByPeriod(
      days.filter(({ kind }) => kind === 'received').map(({ key, cases }) => ({ day: key, cases })),
      window.trend,
    );
    const found: Omit<Briefing, 'sentences'> = {
      period,
      first: window.first,
      last: window.last,
      isComplete: window.until <= now,
      asOf: asOf?.toISOString() ?? null,
      channels: contacts.map(({ channel, arrived, accepted }) => ({
        channel,
        arrived,
        accepted,
        before: contactsBefore.find((one) => one.channel === channel)?.arrived ?? 0,
      })),
      contacts: totalsOf(contacts, contactsBefore),
      now: cardOf(categories),
      before: cardOf(categoriesBefore),
      trend: window.trend.map((first, index) => ({ first, received: received[index] ?? 0 })),
      categories: compared(named(categories, 'category'), categoriesBefore).slice(0, topCategories),
      areas: compared(named(areas, 'area'), areasBefore),
      troubled: troubledOf(named(departments, 'department')),
      hotspots: spots
        .filter(({ from, to }) => new Date(to) >= window.from && new Date(from) < window.until)
        .map(({ id, size, recent, place, summary, from, to }) => ({
          id,
          size,
          recent,
          place,
          summary,
          from,
          to,
        })),
      warnings: warnings
        .filter(({ effectiveAt }) => new Date(effectiveAt) < window.until)
        .map(({ id, title, expiresAt }) => ({ id, title, expiresAt })),
    };
    return { ...found, sentences: sentencesOf(found) };
  };
}

function totalsOf(
  contacts: readonly ContactFigures[],
  before: readonly ContactFigures[],
): Briefing['contacts'] {
  const sum = (rows: readonly ContactFigures[], of: (row: ContactFigures) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const [arrived, decided, accepted, inTime] = [
    sum(contacts, (row) => row.arrived),
    sum(contacts, (row) => row.decided),
    sum(contacts, (row) => row.accepted),
    sum(contacts, (row) => row.inTime),
  ];
  return {
    arrived,
    before: sum(before, (row) => row.arrived),
    connectionRate: decided > 0 ? accepted / decided : null,
    serviceLevel15s: arrived > 0 ? inTime / arrived : null,
  };
}
