// Text messages that are an order to the machine, in Chinese and English, full and half width.

export type Keyword =
  | { kind: 'status'; number: string; code: string }
  /** Asks for a status without a number and a code that can be read. */
  | { kind: 'status_unclear' }
  /** A single digit. Whether it rates a ticket, and which, is not for the text to say. */
  | { kind: 'digit'; digit: number }
  /** The machine's answer was enough. */
  | { kind: 'solved' }
  | { kind: NoticeOrder };
type NoticeOrder = 'stop' | 'start' | 'help' | 'no_calls' | 'calls';

const words: Readonly<Record<string, NoticeOrder | 'solved'>> = {
  退订: 'stop',
  退訂: 'stop',
  STOP: 'stop',
  恢复: 'start',
  恢復: 'start',
  开始: 'start',
  開始: 'start',
  START: 'start',
  拒电: 'no_calls',
  拒電: 'no_calls',
  NOCALLS: 'no_calls',
  'NO CALLS': 'no_calls',
  可电: 'calls',
  可電: 'calls',
  CALLS: 'calls',
  帮助: 'help',
  幫助: 'help',
  HELP: 'help',
  解决: 'solved',
  解決: 'solved',
  已解决: 'solved',
  已解決: 'solved',
  解决了: 'solved',
  解決了: 'solved',
  SOLVED: 'solved',
};

/** The rest of a message that begins with the word for a status. English words end where letters end. */
const statusPattern = /^(?:查询|查詢|STATUS(?![A-Z]))(.*)$/s;
/** What follows the word for a status; null in a message that asks for none. */
export const askedStatus = (text: string): string | null => statusPattern.exec(plainOf(text))?.[1] ?? null;

/**
 * A city's prefix (2 to 4 letters, said by its pack; whether there is such a ticket is not for the text to say) or none, the
 * day, a running number; then the six digits of the code.
 */
const ticketPattern = /^[\s:,，、。.;；#+]*((?:[A-Z]{2,4})?\d{14,})[\s:,，、。.;；#+]+(\d{6})[\s.。!！]*$/;

const plainOf = (text: string): string => text.normalize('NFKC').trim().toUpperCase();

/**
 * Reads an order. Only a message that is nothing but an order is one: "stop the noise at night" is a matter.
 * "查询 how to apply" without anything like a ticket number is a question to a person, and no order either.
 */
export function keywordOf(text: string): Keyword | null {
  const plain = plainOf(text);
  if (/^\d$/.test(plain)) return { kind: 'digit', digit: Number(plain) };
  const word = words[plain.replace(/^["'“「【[]+|["'”」】\].。!！]+$/g, '')];
  if (word) return { kind: word };
  const rest = statusPattern.exec(plain)?.[1];
  if (rest === undefined) return null;
  const [, number, code] = ticketPattern.exec(rest) ?? [];
  if (number && code) return { kind: 'status', number, code };
  return rest.trim() === '' || /[A-Z]{0,4}\d{6,}/.test(rest) ? { kind: 'status_unclear' } : null;
}
