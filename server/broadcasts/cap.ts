// The Common Alerting Protocol 1.2 (OASIS): reading messages of others and writing ours. Pure; no message is trusted.
import XmlBuilder from 'fast-xml-builder';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import type { BroadcastKind, BroadcastLevel } from './contract.ts';
import { englishTitle } from './hazards.ts';
import { capTime } from './core.ts';

export const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2';

/** Why a message was not taken, at the place where it can be mended. */
export class CapFault extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.name = 'CapFault';
    this.path = path;
  }
}

// xs:dateTime as section 3.3.2 narrows it: an offset, no fractions, no Z.
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/, 'a time has an offset and no fractions')
  .transform((text, context) => {
    const at = new Date(text);
    if (!Number.isNaN(at.getTime())) return at;
    context.addIssue({ code: 'custom', message: 'no such time' });
    return z.NEVER;
  });
/** Section 3.2.1: no spaces, commas or restricted characters. */
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s,<&]+$/, 'no spaces, commas, < or &');
const words = z.string().max(4_000);
const pairs = z.array(z.object({ valueName: words, value: words })).default([]);
const areaSchema = z.object({ areaDesc: words.min(1), geocode: pairs });
const infoSchema = z.object({
  language: words.default('en-US'),
  category: z
    .array(
      z.enum([
        'Geo',
        'Met',
        'Safety',
        'Security',
        'Rescue',
        'Fire',
        'Health',
        'Env',
        'Transport',
        'Infra',
        'CBRNE',
        'Other',
      ]),
    )
    .min(1),
  event: words.min(1),
  urgency: z.enum(['Immediate', 'Expected', 'Future', 'Past', 'Unknown']),
  severity: z.enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']),
  certainty: z.enum(['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown']),
  effective: moment.optional(),
  onset: moment.optional(),
  expires: moment.optional(),
  senderName: words.optional(),
  headline: words.optional(),
  description: words.optional(),
  instruction: words.optional(),
  area: z.array(areaSchema).default([]),
});
type Info = z.infer<typeof infoSchema>;
const alertSchema = z.object({
  identifier: name,
  sender: name,
  sent: moment,
  status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
  msgType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
  scope: z.enum(['Public', 'Restricted', 'Private']),
  references: words.default(''),
  info: z.array(infoSchema).default([]),
});

/** What a message of somebody else says, in our words. */
export interface ReadCap {
  identifier: string;
  sender: string;
  sentAt: Date;
  /** Null: it concerns nobody here (a test, an exercise, not public, an acknowledgement). */
  message: 'alert' | 'update' | 'cancel' | null;
  /** Identities of earlier messages. */
  references: string[];
  /** Null where a message only ends others. */
  content: {
    kind: BroadcastKind;
    level: BroadcastLevel;
    title: Record<'zh' | 'en', string>;
    text: Record<'zh' | 'en', string>;
    area: Record<'zh' | 'en', string>;
    source: Record<'zh' | 'en', string> | null;
    /** Codes of areas; those of divisions as the city writes them, without the zeros of longer forms. */
    geocodes: string[];
    /** Those of them that are divisions of China (GB/T 2260): from them it is known whether it is about elsewhere. */
    divisions: string[];
    effectiveAt: Date;
    expiresAt: Date;
  } | null;
}

const lists = new Set(['alert.info', 'alert.info.category', 'alert.info.area', 'alert.info.area.geocode']);
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (_name, path) => lists.has(String(path)),
});
const rootSchema = z.object({ alert: z.looseObject({}) });
/** Without an end of its own a warning holds for a day: it must end some time. */
const defaultHours = 24;

/**
 * Reads a message of CAP 1.2.
 * @throws CapFault when it is none, or says something that the standard does not allow
 */
export function readCap(xml: string): ReadCap {
  // No message of the protocol has one, and its entities are how parsers are attacked.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new CapFault('', 'a document type is not allowed');
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) throw new CapFault(`line ${wellFormed.err.line}`, wellFormed.err.msg);
  if (!xml.includes(capNamespace)) throw new CapFault('alert', `not of the namespace ${capNamespace}`);
  let parsed: unknown;
  try {
    parsed = parser.parse(xml);
  } catch (error) {
    throw new CapFault('', error instanceof Error ? error.message : 'unreadable');
  }
  const root = rootSchema.safeParse(parsed);
  if (!root.success) throw new CapFault('alert', 'the root element is not alert');
  const checked = alertSchema.safeParse(root.data.alert);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new CapFault(issue?.path.join('.') ?? '', issue?.message ?? 'does not fit');
  }
  const { identifier, sender, sent, status, msgType, scope, references, info } = checked.data;
  const isForAll = status === 'Actual' && scope === 'Public';
  const message = isForAll ? messages[msgType] : null;
  if ((message === 'alert' || message === 'update') && info.length === 0)
    throw new CapFault('info', 'a warning says what it is');
  return {
    identifier,
    sender,
    sentAt: sent,
    message,
    references: references.split(/\s+/).filter(Boolean).map(referenceOf),
    content: message === null || message === 'cancel' ? null : contentOf(info, sent),
  };
}

const messages = { Alert: 'alert', Update: 'update', Cancel: 'cancel', Ack: null, Error: null } as const;

/** `sender,identifier,sent`, its time in one form. */
function referenceOf(text: string): string {
  const [sender = '', identifier = '', sent = ''] = text.split(',');
  const at = moment.safeParse(sent);
  if (sender === '' || identifier === '' || !at.success)
    throw new CapFault('references', `"${text}" names no message`);
  return `${sender},${identifier},${capTime(at.data)}`;
}

const severities = {
  Extreme: 'red',
  Severe: 'orange',
  Moderate: 'yellow',
  Minor: 'blue',
  Unknown: 'blue',
} as const;
const dangers: readonly Info['category'][number][] = [
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'CBRNE',
  'Geo',
];

/** Names that senders give to the codes of GB/T 2260 and GB/T 10114. */
const divisionScheme = /2260|10114|行政|区划|admin/i;
/** `440303000000` and `440303` are one district. */
const shortCode = (code: string): string => code.replace(/^(\d{6}(?:\d{3})*?)(?:000)+$/, '$1');
const unique = (values: readonly string[]): string[] => [...new Set(values)];

/**
 * What all parts of a message say together. Parts in one language are about other areas, hazards or hours: the gravest
 * gives level, kind and title, each adds its text and its areas, and it holds from the first beginning to the last end.
 */
function contentOf(infos: readonly Info[], sent: Date): NonNullable<ReadCap['content']> {
  const spans = infos.map(({ effective = sent, expires }, index) => {
    const end = expires ?? new Date(effective.getTime() + defaultHours * 3_600_000);
    if (end <= effective) throw new CapFault(`info.${index}.expires`, 'ends before it begins');
    return { from: effective.getTime(), until: end.getTime() };
  });
  const byWeight = infos.toSorted((a, b) => weights[a.severity] - weights[b.severity]);
  const [gravest] = byWeight;
  if (!gravest) throw new CapFault('info', 'a warning says what it is');
  const inLanguage = (pattern: RegExp): readonly Info[] => {
    const own = byWeight.filter(({ language }) => pattern.test(language));
    return own.length > 0 ? own : byWeight.filter(({ language }) => language === gravest.language);
  };
  const [zh, en] = [inLanguage(/^zh/i), inLanguage(/^en/i)];
  const level = severities[gravest.severity];
  const isChineseOnly = en.every(({ language }) => /^zh/i.test(language));
  const both = (of: (parts: readonly Info[], separator: string) => string) => ({
    zh: of(zh, '、'),
    en: of(en, ', '),
  });
  const title = both(([first]) => cut(first ? titleOf(first) : '', 160));
  const area = both((parts, separator) => cut(unique(parts.flatMap(areasOf)).join(separator), 400));
  const codes = infos.flatMap(({ area }) => area.flatMap(({ geocode }) => geocode));
  const codesOf = (pairs: typeof codes): string[] => unique(pairs.map(({ value }) => shortCode(value)));
  return {
    kind: gravest.category.includes('Met')
      ? 'weather'
      : gravest.category.some((category) => dangers.includes(category))
        ? 'emergency'
        : 'service',
    level,
    title: isChineseOnly ? { ...title, en: englishTitle(level, `${gravest.event} ${title.zh}`) } : title,
    text: both((parts) =>
      cut(unique(parts.map((part) => textOf(part, parts.length > 1))).join('\n\n'), 4_000),
    ),
    // Known areas have English names of their own.
    area: isChineseOnly ? { ...area, en: '' } : area,
    source: [...zh, ...en].some(({ senderName }) => senderName)
      ? both((parts) => parts.find(({ senderName }) => senderName)?.senderName ?? '')
      : null,
    geocodes: codesOf(codes),
    divisions: codesOf(codes.filter(({ valueName }) => divisionScheme.test(valueName))),
    effectiveAt: new Date(Math.min(...spans.map(({ from }) => from))),
    expiresAt: new Date(Math.max(...spans.map(({ until }) => until))),
  };
}

const weights = { Extreme: 0, Severe: 1, Moderate: 2, Minor: 3, Unknown: 4 } as const;
const titleOf = ({ headline, event }: Info): string => headline ?? event;
const areasOf = ({ area }: Info): string[] => area.map(({ areaDesc }) => areaDesc);

/** The words of a part; one of several says what and where it is about. */
function textOf(info: Info, isOneOfSeveral: boolean): string {
  const said = [info.description, info.instruction].filter(Boolean).join('\n') || info.event;
  return isOneOfSeveral
    ? [titleOf(info), areasOf(info).join(/^zh/i.test(info.language) ? '、' : ', '), said]
        .filter(Boolean)
        .join('\n')
    : said;
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join('');

/** A message of ours as it is written. */
export interface WrittenCap {
  identifier: string;
  sender: string;
  sentAt: Date;
  message: 'alert' | 'update' | 'cancel';
  kind: BroadcastKind;
  level: BroadcastLevel;
  title: Record<'zh' | 'en', string>;
  text: Record<'zh' | 'en', string>;
  area: Record<'zh' | 'en', string>;
  areaCodes: readonly string[];
  source: Record<'zh' | 'en', string>;
  references: readonly string[];
  effectiveAt: Date;
  expiresAt: Date;
  web: string;
}

const msgTypes = { alert: 'Alert', update: 'Update', cancel: 'Cancel' } as const;
const categories = { weather: 'Met', emergency: 'Safety', service: 'Other' } as const;
const severityOf = { red: 'Extreme', orange: 'Severe', yellow: 'Moderate', blue: 'Minor' } as const;
const urgencyOf = { red: 'Immediate', orange: 'Expected', yellow: 'Expected', blue: 'Future' } as const;
const events = {
  weather: { zh: '气象预警', en: 'Weather warning' },
  emergency: { zh: '突发事件', en: 'Emergency' },
  service: { zh: '服务通知', en: 'Service notice' },
} as const satisfies Record<BroadcastKind, Record<'zh' | 'en', string>>;
const builder = new XmlBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: true,
  format: true,
  suppressEmptyNode: false,
});

/** A message of ours. The order of elements is the schema's. */
export function writeCap(message: WrittenCap): string {
  const info = (['zh', 'en'] as const).map((lang) => ({
    language: lang === 'zh' ? 'zh-CN' : 'en-US',
    category: categories[message.kind],
    event: events[message.kind][lang],
    urgency: urgencyOf[message.level],
    severity: severityOf[message.level],
    certainty: 'Likely',
    effective: capTime(message.effectiveAt),
    expires: capTime(message.expiresAt),
    senderName: message.source[lang],
    headline: message.title[lang],
    description: message.text[lang],
    web: message.web,
    area: {
      areaDesc: message.area[lang],
      geocode: message.areaCodes.map((value) => ({ valueName: 'GB/T 2260', value })),
    },
  }));
  return capXml({
    identifier: message.identifier,
    sender: message.sender,
    sent: capTime(message.sentAt),
    status: 'Actual',
    msgType: msgTypes[message.message],
    scope: 'Public',
    ...(message.references.length > 0 && { references: message.references.join(' ') }),
    info,
  });
}

/** The elements of an alert as a document; they stand in the order of the schema already. */
export function capXml(alert: Readonly<Record<string, unknown>>): string {
  const body = builder.build({ alert: { '@xmlns': capNamespace, ...alert } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

/** A feed (Atom, RFC 4287): every entry with the address of what it stands for, which is of one type. */
export function writeFeed(feed: {
  self: string;
  title: string;
  updatedAt: Date;
  /** Media type of what the addresses lead to. */
  type: string;
  entries: readonly { id: string; title: string; summary: string; url: string; at: Date }[];
}): string {
  const body = builder.build({
    feed: {
      '@xmlns': 'http://www.w3.org/2005/Atom',
      id: feed.self,
      title: feed.title,
      updated: capTime(feed.updatedAt),
      author: { name: feed.title },
      link: { '@rel': 'self', '@href': feed.self },
      entry: feed.entries.map(({ id, title, summary, url, at }) => ({
        id: `urn:uuid:${id}`,
        title,
        updated: capTime(at),
        summary,
        link: { '@rel': 'alternate', '@type': feed.type, '@href': url },
      })),
    },
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}
