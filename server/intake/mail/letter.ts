// A letter as it came over the wire, read into what we keep of it. Nothing of it is ever run or fetched.
import { createHash } from 'node:crypto';
import { convert } from 'html-to-text';
import { type ParsedMail, simpleParser } from 'mailparser';
import { fileName, storable } from '../../platform/text.ts';
import { idFrom } from '../core.ts';
import { splitQuoted } from './quote.ts';

/** Characters of a letter that are kept, and of it that are shown. */
const keptLength = 200_000;
const shownLength = 20_000;

export type LetterKind = 'letter' | 'auto' | 'bounce';

export interface Letter {
  /** Of its Message-ID and sender: the same letter again has the same. */
  id: string;
  messageId: string;
  kind: LetterKind;
  /** The sender asks for no answer by a machine. */
  wantsNoMachine: boolean;
  address: string;
  name: string | undefined;
  subject: string;
  /** What is new in it. */
  fresh: string;
  text: string;
  quoted: string;
  /** Message-IDs that it answers, the nearest first. */
  answers: string[];
  /** Of the subject. */
  token: string | undefined;
  /** A letter of ours that did not arrive, where a mail server says so. */
  undelivered: string | undefined;
  files: { name: string; content: Buffer }[];
}

/** The mark of a conversation in the subject of what we write. */
export const tokenMark = (token: string): string => `[#${token}]`;
const tokenPattern = /\[#([A-Z2-7]{12})\]/i;

/**
 * Reads a letter.
 * @param source RFC 5322, whole
 * @param own our own address: what comes from it is never answered
 */
export async function readLetter(source: Buffer, own: string): Promise<Letter> {
  const mail = await simpleParser(source, {
    skipTextToHtml: true,
    skipImageLinks: true,
    skipHtmlToText: true,
  });
  const [from] = mail.from?.value ?? [];
  const address = oneAddress(from?.address ?? '');
  const messageId = bare(mail.messageId ?? '') || createHash('sha256').update(source).digest('hex');
  const text = storable(mail.text?.trim() ? mail.text : plainOf(mail.html)).slice(0, keptLength);
  const { fresh, quoted } = splitQuoted(text);
  const subject = storable(mail.subject ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  const references = [mail.references ?? []].flat().map(bare);
  const kind = kindOf(mail, address, own);
  return {
    id: idFrom(`mail:${messageId}\n${address}`),
    messageId,
    kind,
    wantsNoMachine: kind !== 'letter' || mail.headers.has('x-auto-response-suppress'),
    address,
    name: from?.name ? storable(from.name).slice(0, 40) : undefined,
    subject,
    fresh: fresh.slice(0, shownLength),
    text,
    quoted,
    answers: [...new Set([...(mail.inReplyTo ? [bare(mail.inReplyTo)] : []), ...references.reverse()])],
    token: tokenPattern.exec(subject)?.[1]?.toUpperCase(),
    undelivered: kind === 'bounce' ? undeliveredOf(mail) : undefined,
    files:
      kind === 'bounce'
        ? []
        : mail.attachments
            .filter(({ related, content }) => !related && content.length > 0)
            .map(({ filename, content }, index) => ({
              name: fileName(filename ?? `${index + 1}`),
              content,
            })),
  };
}

/** The words of HTML, and where its links lead; no pictures. Deep nesting and great length are cut, not worked through. */
function plainOf(html: string | false | undefined): string {
  if (!html) return '';
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 1_000_000, maxDepth: 100 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

/** Several in one pair of brackets would all be written to: whoever sends such a letter wants us to. Empty: nobody is. */
function oneAddress(written: string): string {
  const address = written.trim().toLowerCase();
  return /^("[^"\\\r\n]+"|[^\s,;:<>()"@]+)@[^\s,;:<>()"@]+$/.test(address) ? address : '';
}

const bare = (id: string): string => id.trim().replace(/^<|>$/g, '');

/** The subject without the marks of answering and of ours. */
export function plainSubject(subject: string): string {
  let plain = subject.replace(tokenPattern, '').trim();
  for (;;) {
    const shorter = plain.replace(/^(re|fw|fwd|aw|回复|答复|回覆|转发|轉寄)\s*[:：]\s*/i, '');
    if (shorter === plain) return plain;
    plain = shorter;
  }
}

/** Who wrote: a person, or a machine that would answer our answer (RFC 3834), or that brings a letter back (RFC 3464). */
function kindOf({ headers }: ParsedMail, address: string, own: string): LetterKind {
  const type = headers.get('content-type');
  const value = typeof type === 'object' && 'value' in type ? String(type.value) : '';
  const isDaemon = /^(mailer-daemon|postmaster)@/.test(address) || address === '';
  if (value.toLowerCase() === 'multipart/report' || isDaemon) return 'bounce';
  const said = (name: string): string => String(headers.get(name) ?? '').toLowerCase();
  const isAutomatic =
    address === own ||
    (said('auto-submitted') !== '' && !said('auto-submitted').startsWith('no')) ||
    /^(bulk|junk|list|auto_reply)/.test(said('precedence')) ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    headers.has('list');
  return isAutomatic ? 'auto' : 'letter';
}

/** The Message-ID of what came back; a delay is no failure. */
function undeliveredOf(mail: ParsedMail): string | undefined {
  const said = [mail.text ?? '', ...mail.attachments.map(({ content }) => content.toString('utf8'))].join(
    '\n',
  );
  if (/^Action:\s*(delayed|relayed|delivered|expanded)/im.test(said) && !/^Action:\s*failed/im.test(said))
    return undefined;
  return /^Message-ID:\s*<([^>\s]+)>/im.exec(said)?.[1];
}
