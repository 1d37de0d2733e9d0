// What a letter says that is new, and what it only repeats of earlier ones.

/** Lines after which everything is an earlier letter, as mail programs write them in Chinese and English. */
const heads: readonly RegExp[] = [
  /^[\s>]*-{2,}\s*(原始邮件|原邮件|原始郵件|转发的邮件|Original Message|Original|Forwarded message)\s*-{2,}/i,
  /^[\s>]*_{10,}\s*$/,
  /^[\s>]*(在|于|於)\s?.{4,120}(写道|寫道|写到|寫到)\s*[:：]?\s*$/,
  /^[\s>]*.{2,80}(于|於)\s?\d{4}.{4,80}(写道|寫道)\s*[:：]?\s*$/,
  /^[\s>]*On .{6,160} wrote:\s*$/i,
];
/** A head of fields: sender, then time, recipient or subject within the next lines. */
const sender = /^[\s>]*[*_]*(发件人|寄件者|寄件人|From)[*_]*\s*[:：]/i;
const otherField =
  /^[\s>]*[*_]*(发送时间|日期|收件人|主题|時間|收件者|主旨|Sent|Date|To|Subject)[*_]*\s*[:：]/i;

/**
 * Cuts a letter in two. Who answers below or between the lines of what they quote has written all of it anew: then
 * nothing is cut off. @returns both parts; `quoted` is empty where there is nothing to cut
 */
export function splitQuoted(text: string): { fresh: string; quoted: string } {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const at = lines.findIndex((line, index) => isHead(lines, line, index));
  const cut = at === -1 ? firstOfTrailingQuotes(lines) : at;
  if (cut === undefined) return { fresh: text.trim(), quoted: '' };
  const fresh = lines.slice(0, cut).join('\n').trim();
  const quoted = lines.slice(cut).join('\n').trim();
  const below = lines.slice(cut + 1);
  const marked = below.findIndex((line) => /^\s*>/.test(line));
  // What stands between the head and the first mark belongs to the head.
  const saysMore = marked !== -1 && below.slice(marked).some((line) => /^\s*[^\s>]/.test(line));
  if (fresh === '' || saysMore) return { fresh: text.trim(), quoted: '' };
  return { fresh, quoted };
}

function isHead(lines: readonly string[], line: string, index: number): boolean {
  // Long senders break "On … wrote:" in two.
  const joined = `${line} ${lines[index + 1] ?? ''}`;
  if (heads.some((head) => head.test(line))) return true;
  if (/^[\s>]*(On |在)/i.test(line) && heads.slice(2).some((head) => head.test(joined))) return true;
  return sender.test(line) && lines.slice(index + 1, index + 5).some((next) => otherField.test(next));
}

function firstOfTrailingQuotes(lines: readonly string[]): number | undefined {
  let first: number | undefined;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    if (/^\s*>/.test(line)) first = index;
    else if (line.trim() !== '') break;
  }
  return first;
}
