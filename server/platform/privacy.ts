// How much of what says who somebody is a reader sees. What is hidden never leaves the server; docs/security.md has the table.
import {
  maskedAs,
  maskPersonal,
  NUMBER_KINDS,
  PERSONAL_KINDS,
  type PersonalKind,
  spotPersonal,
} from '../../knowledge/personal/index.ts';
import { audit } from './audit.ts';
import type { Actor } from './auth/actor.ts';
import type { RevealGround, Role } from './contract.ts';
import type { Tx } from './database.ts';
import type { Fields } from './fields.ts';

/**
 * `numbers`: who works on a matter reads names and places, but no number by which somebody is reached, paid or looked
 * up. `all`: who looks at the work from outside reads neither.
 */
export type Veil = 'numbers' | 'all';

/** What of a text was hidden, for somebody who may see it. */
export interface HiddenWord {
  kind: PersonalKind;
  /** As it stands in the masked text. */
  masked: string;
  value: string;
}

const kindsOf: Readonly<Record<Veil, readonly PersonalKind[]>> = {
  numbers: NUMBER_KINDS,
  all: PERSONAL_KINDS,
};

/** Every number that is masked has this many digits, or an @: what has neither is not searched. */
const mayHold = /[@＠]|(?:[\d０-９〇零○一二三四五六七八九幺两][\s\u3000\-‐-―－.()（）]?){7}/u;

/** Whoever has no role but the observer's looks from outside. */
export function veilOf(roles: readonly Role[]): Veil {
  return roles.every((role) => role === 'observer') ? 'all' : 'numbers';
}

/** A text that people wrote, as it is read behind a veil. Its length stays. */
export function veilText(text: string, veil: Veil): string {
  return veil === 'numbers' && !mayHold.test(text) ? text : maskPersonal(text, kindsOf[veil]);
}

/** A name as it is read behind a veil: the first character tells one from another. */
export function veilName(name: string, veil: Veil): string {
  return veil === 'numbers' ? veilText(name, veil) : maskedAs('name', name);
}

const loneNumber = /^(\+86|\+(?!86))?(\d{5,})$/;

/** A telephone number that stands alone, E.164 or as it was dialled: the last four digits tell one from another. */
export function veilNumber(number: string): string {
  const [, prefix = '', digits] = loneNumber.exec(number) ?? [];
  if (digits === undefined) return veilText(number, 'numbers');
  return prefix + maskedAs(/^1\d{10}$/.test(digits) ? 'mobile' : 'telephone', digits);
}

/** Names of rows and moments look like numbers here and there. */
const isNoText = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/i;

/** A JSON value, every text in it veiled. */
export function veilAll(value: unknown, veil: Veil): unknown {
  if (typeof value === 'string') return isNoText.test(value) ? value : veilText(value, veil);
  if (Array.isArray(value)) return value.map((each) => veilAll(each, veil));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, veilAll(each, veil)]));
}

/** What has a title that a citizen gave it, as it is read behind a veil. */
export function veilTitle<T extends { title: string }>(row: T, veil: Veil): T {
  return { ...row, title: veilText(row.title, veil) };
}

/** The same for the rows of a list. */
export function veilTitles<T extends { title: string }>(rows: readonly T[], veil: Veil): T[] {
  return rows.map((row) => veilTitle(row, veil));
}

/** What the veil of those who work on a matter hides in some texts, each once, in their order. */
export function hiddenIn(texts: readonly (string | null)[]): HiddenWord[] {
  const found = new Map<string, HiddenWord>();
  for (const text of texts) {
    if (text === null || !mayHold.test(text)) continue;
    for (const { kind, from, to } of spotPersonal(text, NUMBER_KINDS)) {
      const value = text.slice(from, to);
      found.set(value, { kind, masked: maskedAs(kind, value), value });
    }
  }
  return [...found.values()];
}

/** A telephone number that stands alone, for somebody who may see it. */
export function hiddenNumber(number: string): HiddenWord {
  return { kind: 'telephone', masked: veilNumber(number), value: number };
}

/** Writes down who looked behind the veil, at what and on what ground. The values themselves stay out of the trail. */
export async function noteReveal(
  tx: Tx,
  actor: Actor,
  look: { what: 'phone' | 'words'; ground: RevealGround; items: readonly HiddenWord[]; ip: string },
  subject: { type: 'ticket' | 'conversation'; id: string },
): Promise<void> {
  const { what, ground, items, ip } = look;
  const seen = items.map(({ masked }) => masked).join(' ');
  const entry = { actorId: actor.id, action: 'reveal', subjectType: subject.type, subjectId: subject.id };
  await audit(tx, { ...entry, detail: { what, ground, seen }, ip });
}

/** A telephone as what a deed was done to: found by who has the number, starred out for who reads the trail. */
export const numberSubject = (fields: Fields, number: string, detail: object = {}) => ({
  subjectType: 'number',
  subjectId: fields.mark(number),
  detail: { ...detail, number: veilNumber(number) },
});
