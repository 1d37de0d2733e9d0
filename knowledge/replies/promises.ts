// The moments that a reply promises: written dates, ends of months and years, spans from the day of the reply.

export interface PromisedDate {
  /** As the reply writes it. */
  words: string;
  /** The last calendar day that keeps the promise, YYYY-MM-DD. */
  day: string;
}

const day = (year: number, month: number, date: number): string | undefined => {
  const moment = new Date(Date.UTC(year, month - 1, date));
  const isThere = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date;
  return isThere ? moment.toISOString().slice(0, 10) : undefined;
};
const lastOf = (year: number, month: number): string | undefined =>
  day(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());

const written =
  /(?:(?<year>\d{4})年|(?<relative>今年|本年|明年))?(?<month>\d{1,2})月(?:(?<date>\d{1,2})[日号]|(?<part>底|末|中旬|上旬|下旬|份)?)/gu;
/** The date under a letter says when it was written. */
const signature = /\d{4}年\d{1,2}月\d{1,2}日\s*$/u;
const yearEnd = /(?:(?<year>\d{4})年|(?<relative>今年|本年|明年|年))(?<part>底|末|内|上半年|下半年)/gu;
const span = /(?<count>\d{1,3})个?(?<unit>工作日|日|天|周|星期|月)(?:内|之内|以内)/gu;

/**
 * Dates after `repliedOn` (YYYY-MM-DD) that the reply names, each once, earliest first. Working days are counted as
 * calendar days times 7/5: the ticket's clock knows the calendar, a hint need not.
 */
export function promisedDates(reply: string, repliedOn: string): PromisedDate[] {
  const [thisYear = 0, thisMonth = 1] = repliedOn.split('-').map(Number);
  const yearOf = (groups: Record<string, string | undefined>): number =>
    groups.year ? Number(groups.year) : thisYear + (groups.relative === '明年' ? 1 : 0);
  const said = reply.replace(signature, '');
  const found: PromisedDate[] = [];
  const add = (words: string, moment: string | undefined): void => {
    if (!moment || moment <= repliedOn || found.some((other) => other.day === moment)) return;
    found.push({ words, day: moment });
  };
  for (const { 0: words, groups = {} } of said.matchAll(written)) {
    const month = Number(groups.month);
    if (month < 1 || month > 12) continue;
    const isBare = groups.year === undefined && groups.relative === undefined;
    // A bare month that has passed by far is told of, not promised.
    if (isBare && month < thisMonth) continue;
    const year = yearOf(groups);
    if (groups.date) add(words, day(year, month, Number(groups.date)));
    else if (groups.part === '上旬') add(words, day(year, month, 10));
    else if (groups.part === '中旬') add(words, day(year, month, 20));
    else add(words, lastOf(year, month));
  }
  for (const { 0: words, groups = {} } of said.matchAll(yearEnd)) {
    add(words, groups.part === '上半年' ? lastOf(yearOf(groups), 6) : lastOf(yearOf(groups), 12));
  }
  for (const { 0: words, groups = {} } of said.matchAll(span)) {
    const count = Number(groups.count);
    const days = { 工作日: 1.4, 日: 1, 天: 1, 周: 7, 星期: 7, 月: 30 }[groups.unit ?? '日'] ?? 1;
    const moment = new Date(`${repliedOn}T00:00:00Z`);
    moment.setUTCDate(moment.getUTCDate() + Math.ceil(count * days));
    add(words, moment.toISOString().slice(0, 10));
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : 1));
}
