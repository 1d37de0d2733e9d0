// What programs send: a request or an update, read from the arguments of a form.
import type { Attribute } from './contract.ts';
import { cleanText } from './format.ts';
import type { Fault } from './problem.ts';
import { type Arguments, lastOf, readMoment } from './query.ts';

/** GeoReport v2: 4,000 characters of description. The rest are the ticket's own limits. */
const most = {
  description: 4_000,
  address_string: 200,
  address_id: 60,
  email: 200,
  device_id: 200,
  account_id: 100,
  first_name: 60,
  last_name: 60,
  phone: 20,
  update_id: 100,
} as const;
/** Fields of a form; those beyond are not read. */
export const mostFields = 200;
/** What a ticket keeps of a name. */
const mostName = 40;
const mostMedia = 10;
const mostUrl = 2_000;
const mostAnswers = 50;
const mostAnswer = 1_000;
/** All answers together: they stand in the ticket's text. */
const mostAnswered = 3_000;

/** A request, checked. */
export interface Submission {
  serviceCode: string;
  description: string | undefined;
  point: { latitude: number; longitude: number } | undefined;
  address: string | undefined;
  addressId: string | undefined;
  email: string | undefined;
  phone: string | undefined;
  name: string | undefined;
  deviceId: string | undefined;
  accountId: string | undefined;
  mediaUrls: string[];
  /** Answers by code of the attribute; codes that the service does not know are kept. */
  attributes: Record<string, string[]>;
}

/**
 * The fields of an `application/x-www-form-urlencoded` body; undefined when it is not UTF-8, as it is or behind its
 * percent signs. A percent sign that nobody escaped stands for itself.
 */
export function readForm(body: Uint8Array, contentType: string): Record<string, string[]> | undefined {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return undefined;
  const fields: Record<string, string[]> = Object.create(null);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const decoded = (part: string): string =>
      decodeURIComponent(part.replaceAll('+', ' ').replace(/%(?![\da-f]{2})/gi, '%25'));
    for (const pair of text.split('&', mostFields)) {
      const [name = '', ...value] = pair.split('=');
      const field = decoded(name);
      const values = fields[field] ?? [];
      values.push(decoded(value.join('=')));
      fields[field] = values;
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return undefined;
    throw error;
  }
  return fields;
}

/** The arguments of a form or an address: text that both formats and the database can carry, nothing empty. */
export function readArguments(...sources: readonly Readonly<Record<string, unknown>>[]): Arguments {
  const given = new Map<string, string[]>();
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) {
      const values = (Array.isArray(value) ? value : [value])
        .filter((one): one is string => typeof one === 'string')
        .map((one) => cleanText(one).trim())
        .filter((one) => one !== '');
      if (values.length > 0) given.set(cleanText(name), values);
    }
  }
  return given;
}

/** Reads arguments one by one and keeps what is wrong with them. */
class Reader {
  readonly faults: Fault[] = [];
  readonly #given: Arguments;

  constructor(given: Arguments) {
    this.#given = given;
  }

  text(field: keyof typeof most): string | undefined {
    const value = lastOf(this.#given, field);
    if (value === undefined) return undefined;
    if ([...value].length <= most[field]) return value;
    this.faults.push({ key: 'too_long', vars: { field, most: most[field] } });
    return undefined;
  }

  matching(field: keyof typeof most, pattern: RegExp): string | undefined {
    const value = this.text(field);
    if (value === undefined || pattern.test(value)) return value;
    this.faults.push({ key: 'invalid', vars: { field } });
    return undefined;
  }

  degrees(field: 'lat' | 'long', limit: number): number | undefined {
    const value = lastOf(this.#given, field);
    if (value === undefined) return undefined;
    const degrees = /^[+-]?\d{1,3}(\.\d{1,20})?$/.test(value) ? Number(value) : Number.NaN;
    // A ten-millionth of a degree is a centimetre.
    if (Math.abs(degrees) <= limit) return Math.round(degrees * 1e7) / 1e7;
    this.faults.push({ key: 'invalid', vars: { field } });
    return undefined;
  }

  /** Links stay links: nothing is fetched for them. */
  links(): string[] {
    const urls = this.#given.get('media_url') ?? [];
    const isLink = (url: string): boolean =>
      url.length <= mostUrl && /^https?:\/\/[^\s/]/i.test(url) && URL.canParse(url);
    if (urls.length <= mostMedia && urls.every(isLink)) return urls.map((url) => new URL(url).href);
    this.faults.push({ key: 'invalid', vars: { field: 'media_url' } });
    return [];
  }

  moment(field: string): void {
    const value = lastOf(this.#given, field);
    if (value !== undefined && !readMoment(value)) this.faults.push({ key: 'invalid', vars: { field } });
  }

  answers(): Record<string, string[]> {
    const answers: Record<string, string[]> = Object.create(null);
    let characters = 0;
    for (const [name, values] of this.#given) {
      const code = /^attribute\[([^[\]]{1,80})\](?:\[\d{0,3}\])?$/.exec(name)?.[1];
      if (code === undefined) continue;
      answers[code] = [...(answers[code] ?? []), ...values];
      characters += values.reduce((sum, value) => sum + value.length, code.length);
      if (values.some((value) => value.length > mostAnswer)) {
        this.faults.push({ key: 'too_long', vars: { field: `attribute[${code}]`, most: mostAnswer } });
      }
    }
    if (Object.keys(answers).length > mostAnswers || characters > mostAnswered)
      this.faults.push({ key: 'too_long', vars: { field: 'attribute', most: mostAnswered } });
    return answers;
  }
}

const isAnswer: Readonly<Record<Attribute['datatype'], (value: string, attribute: Attribute) => boolean>> = {
  string: (value) => !value.includes('\n'),
  text: () => true,
  number: (value) => /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value),
  datetime: (value) => readMoment(value) !== undefined,
  singlevaluelist: (value, { values }) => values.some(({ key }) => key === value),
  multivaluelist: (value, { values }) => values.some(({ key }) => key === value),
};

function faultsOfAnswers(
  attributes: readonly Attribute[],
  answers: Readonly<Record<string, string[]>>,
): Fault[] {
  return attributes.flatMap((attribute): Fault[] => {
    const { code: field, datatype, required } = attribute;
    const values = answers[field] ?? [];
    if (values.length === 0) return required ? [{ key: 'attribute_missing', vars: { field } }] : [];
    const isOne = datatype === 'multivaluelist' || values.length === 1;
    const isRight = isOne && values.every((value) => isAnswer[datatype](value, attribute));
    return isRight ? [] : [{ key: 'attribute_invalid', vars: { field } }];
  });
}

/** Family name first where the name is Chinese. */
function fullName(first: string | undefined, last: string | undefined): string | undefined {
  const isHan = /\p{Script=Han}/u.test(`${first ?? ''}${last ?? ''}`);
  const parts = (isHan ? [last, first] : [first, last]).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(isHan ? '' : ' ').slice(0, mostName);
}

/** A request from its arguments, for a service that is known. All faults at once. */
export function readSubmission(
  given: Arguments,
  service: { code: string; attributes: readonly Attribute[] },
): { submission: Submission } | { faults: Fault[] } {
  const read = new Reader(given);
  const [latitude, longitude] = [read.degrees('lat', 90), read.degrees('long', 180)];
  const isHalf = (lastOf(given, 'lat') === undefined) !== (lastOf(given, 'long') === undefined);
  const missing = lastOf(given, 'lat') === undefined ? 'lat' : 'long';
  if (isHalf) read.faults.push({ key: 'missing', vars: { field: missing } });
  if (['lat', 'long', 'address_string', 'address_id'].every((field) => !given.has(field)))
    read.faults.push({ key: 'place_missing' });
  const submission: Submission = {
    serviceCode: service.code,
    description: read.text('description'),
    point: latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
    address: read.text('address_string'),
    addressId: read.text('address_id'),
    email: read.matching('email', /^[^\s@]+@[^\s@]+$/),
    phone: read.matching('phone', /^\+?[\d\s().-]{3,20}$/),
    name: fullName(read.text('first_name'), read.text('last_name')),
    deviceId: read.text('device_id'),
    accountId: read.text('account_id'),
    mediaUrls: read.links(),
    attributes: read.answers(),
  };
  const faults = [...read.faults, ...faultsOfAnswers(service.attributes, submission.attributes)];
  return faults.length > 0 ? { faults } : { submission };
}

/** More words on a request that was filed before. */
export interface Update {
  number: string;
  /** The program's own name of the update: the same one twice is one. */
  updateId: string | undefined;
  description: string;
  mediaUrls: string[];
}

export function readUpdate(given: Arguments): { update: Update } | { faults: Fault[] } {
  const read = new Reader(given);
  const number = lastOf(given, 'service_request_id');
  const description = read.text('description');
  if (number === undefined) read.faults.push({ key: 'request_missing' });
  if (!given.has('description')) read.faults.push({ key: 'missing', vars: { field: 'description' } });
  read.moment('updated_datetime');
  const updateId = read.text('update_id');
  const mediaUrls = read.links();
  if (number === undefined || description === undefined || read.faults.length > 0)
    return { faults: read.faults };
  return { update: { number, updateId, description, mediaUrls } };
}
