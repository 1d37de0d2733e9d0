// The arguments of lists: which requests and updates a program asks for.
import type { Fault } from './problem.ts';

const dayMs = 86_400_000;
/** The specification's limits: a span of 90 days, or the first 1,000. */
export const mostDays = 90;
export const mostRows = 1_000;
const mostPages = 10_000;
const usualPageSize = 50;

/** Arguments by name. Empty is the same as absent; several of one name are kept in order. */
export type Arguments = ReadonlyMap<string, readonly string[]>;

/** The last value of an argument. */
export function lastOf(given: Arguments, name: string): string | undefined {
  return given.get(name)?.at(-1);
}

/** Values of an argument that may be given several times, or with commas. */
export function listOf(given: Arguments, name: string): string[] {
  const parts = (given.get(name) ?? []).flatMap((value) => value.split(','));
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

const w3c =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/**
 * A moment as the W3C note writes it; a day, month or year without time begins at 00:00 UTC. A `+` that came as a blank,
 * because nobody escaped it in the address, is taken for what it was.
 */
export function readMoment(text: string): Date | undefined {
  const match = w3c.exec(text.trim().replace(/ (?=\d{2}:\d{2}$)/, '+'));
  if (!match) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone] =
    match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const plain = new Date(`${local}Z`);
  // The engine takes 31 February for 3 March.
  if (Number.isNaN(plain.getTime()) || plain.getUTCDate() !== Number(day)) return undefined;
  const moment = new Date(`${local}${zone ?? 'Z'}`);
  return Number.isNaN(moment.getTime()) || Number(year) < 1970 ? undefined : moment;
}

/** A moment as answers carry it: whole seconds, UTC. */
export function writeMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}

export interface Span {
  from: Date;
  until: Date;
}

/** The span that is asked for. With one end given it is 90 days long; with none, the last 90 days. */
export function readSpan(given: Arguments, now: Date): { span: Span } | { faults: Fault[] } {
  const faults: Fault[] = [];
  const read = (name: string): Date | undefined => {
    const text = lastOf(given, name);
    if (text === undefined) return undefined;
    const moment = readMoment(text);
    if (!moment) faults.push({ key: 'invalid', vars: { field: name } });
    return moment;
  };
  const [start, end] = [read('start_date'), read('end_date')];
  if (faults.length > 0) return { faults };
  const span = mostDays * dayMs;
  if (start && end) {
    if (start > end) return { faults: [{ key: 'range_reversed' }] };
    if (end.getTime() - start.getTime() > span) return { faults: [{ key: 'range_too_wide' }] };
    return { span: { from: start, until: end } };
  }
  if (start) return { span: { from: start, until: new Date(start.getTime() + span) } };
  const until = end ?? now;
  return { span: { from: new Date(until.getTime() - span), until } };
}

export interface RequestQuery {
  /** Overrides everything else. */
  numbers: string[];
  serviceCodes: string[];
  isOpen: boolean | undefined;
  span: Span;
  offset: number;
  limit: number;
}

function readPage(given: Arguments): { offset: number; limit: number } | { faults: Fault[] } {
  const faults: Fault[] = [];
  const count = (name: string, most: number): number | undefined => {
    const text = lastOf(given, name);
    if (text === undefined) return undefined;
    if (/^[1-9]\d{0,5}$/.test(text) && Number(text) <= most) return Number(text);
    faults.push({ key: 'invalid', vars: { field: name } });
    return undefined;
  };
  const [page, size] = [count('page', mostPages), count('page_size', mostRows)];
  if (faults.length > 0) return { faults };
  const limit = size ?? (page === undefined ? mostRows : usualPageSize);
  return { offset: ((page ?? 1) - 1) * limit, limit };
}

/** What `GET requests` asks for. */
export function readRequestQuery(given: Arguments, now: Date): { query: RequestQuery } | { faults: Fault[] } {
  const numbers = listOf(given, 'service_request_id').slice(0, mostRows);
  const statuses = listOf(given, 'status').map((status) => status.toLowerCase());
  // What overrides everything makes the rest not matter, not even its faults.
  const others: Arguments = numbers.length > 0 ? new Map() : given;
  const [dated, page] = [readSpan(others, now), readPage(others)];
  const faults: Fault[] = [
    ...('faults' in dated ? dated.faults : []),
    ...('faults' in page ? page.faults : []),
    ...(numbers.length === 0 && statuses.some((status) => status !== 'open' && status !== 'closed')
      ? [{ key: 'invalid' as const, vars: { field: 'status' } }]
      : []),
  ];
  if (faults.length > 0 || 'faults' in dated || 'faults' in page) return { faults };
  const both = statuses.length === 0 || new Set(statuses).size === 2;
  return {
    query: {
      numbers,
      serviceCodes: numbers.length > 0 ? [] : listOf(given, 'service_code'),
      isOpen: both || numbers.length > 0 ? undefined : statuses[0] === 'open',
      span: dated.span,
      offset: page.offset,
      limit: page.limit,
    },
  };
}
