// How a call to another system is made of a connector, and what its answer means. Pure.
import { get } from '@sagold/json-pointer';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { ConnectorDefinition, LookupFailure, System } from './contract.ts';

/** What was told, by the names of the questions. */
export type Given = Readonly<Record<string, string>>;

export interface Call {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** Letters and digits somewhere: `..` would be another place of the address. */
const answerable = /^(?=.*[\p{L}\p{N}])[^\p{C}]{1,60}$/u;

/** What was told, as it is sent: without blanks at the ends, in half width. @returns null where something is missing */
export function readGiven({ asks }: ConnectorDefinition, given: Given): Record<string, string> | null {
  const read = asks.map(({ name }) => [name, (given[name] ?? '').normalize('NFKC').trim()] as const);
  return read.every(([, value]) => answerable.test(value)) ? Object.fromEntries(read) : null;
}

const secretPlace = /\{secret:([\w-]+)\}/g;

/** Names of the secrets that a call needs. */
export function secretsOf({ request }: ConnectorDefinition): string[] {
  const templates = [request.url, ...Object.values(request.headers)];
  return [
    ...new Set(templates.flatMap((one) => [...one.matchAll(secretPlace)].map(([, name = '']) => name))),
  ];
}

/** The call. @returns null where a secret is missing */
export function callOf(
  definition: ConnectorDefinition,
  given: Given,
  secrets: Readonly<Record<string, string>>,
): Call | null {
  const { request } = definition;
  if (secretsOf(definition).some((name) => secrets[name] === undefined)) return null;
  const url = request.url
    .replace(secretPlace, (_place, name: string) => encodeURIComponent(secrets[name] ?? ''))
    .replace(/\{(\w+)\}/g, (_place, name: string) => encodeURIComponent(given[name] ?? ''));
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      // A line break would begin another header.
      value.replace(secretPlace, (_place, secret: string) => secrets[secret] ?? '').replace(/[\r\n]/g, ''),
    ]),
  );
  if (request.method === 'GET') return { method: 'GET', url, headers, body: null };
  const rest = Object.entries(given).filter(([name]) => !request.url.includes(`{${name}}`));
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(Object.fromEntries(rest)),
  };
}

export interface Reading {
  state: { zh: string; en: string };
  at: Date | null;
}

/** What an answer says, in the words of the connector. */
export function readAnswer(
  { answer }: ConnectorDefinition,
  text: string,
): Reading | { failure: LookupFailure } {
  const tree = parse(answer.format, text);
  const value = tree === undefined ? undefined : leaf(get(tree, answer.status));
  if (value === undefined) return { failure: 'malformed' };
  const state = answer.states.find((one) => one.value === value);
  if (!state) return { failure: 'unknown_state' };
  const at = new Date((answer.at !== null && leaf(get(tree, answer.at))) || Number.NaN);
  return { state: { zh: state.nameZh, en: state.nameEn }, at: Number.isNaN(at.getTime()) ? null : at };
}

/** No entities are followed; numbers stay as they are written. */
const xml = new XMLParser({ ignoreAttributes: false, parseTagValue: false, processEntities: false });

function parse(format: 'json' | 'xml', text: string): unknown {
  try {
    if (format === 'json') return JSON.parse(text);
    return XMLValidator.validate(text) === true ? xml.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function leaf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/**
 * What a text message asks behind the word for a status: the name of a system, then an answer to each of its questions.
 * @returns null where it names none; `given` null where the answers are too few or too many
 */
export function askedSystem<S extends { system: System; words: readonly string[] }>(
  words: string,
  systems: readonly S[],
): { asked: S; given: Record<string, string> | null } | null {
  const [name = '', ...answers] = words
    .normalize('NFKC')
    .split(/[\s,、。;:#+]+/)
    .filter((one) => one !== '');
  const asked = systems.find((one) => one.words.some((word) => word.toUpperCase() === name.toUpperCase()));
  if (!asked) return null;
  const { asks } = asked.system;
  const isWhole = answers.length === asks.length;
  const given = asks.map((ask, at) => [ask.name, answers[at] ?? ''] as const);
  return { asked, given: isWhole ? Object.fromEntries(given) : null };
}

/** A number as the log keeps it: its ends tell one from another. */
export function starred(number: string): string {
  const signs = [...number];
  const shown = signs.length > 6 ? 2 : signs.length > 3 ? 1 : 0;
  return signs.map((sign, at) => (at < shown || at >= signs.length - shown ? sign : '*')).join('');
}
