const titleLength = 40;
/** Says nothing of the matter. */
const greeting =
  /^(?:[你您]们?好|早上好|上午好|中午好|下午好|晚上好|在吗|有人吗|(?:hello|hi|good (?:morning|afternoon|evening))\b)[啊呀呢]?[\s，,。.！!？?～~、：:]*/i;
/** A message that is no longer without its greeting is none of the matter. */
const leastLength = 4;

/** A text without the greetings that it begins with. */
export function withoutGreeting(text: string): string {
  const rest = text.trim().replace(greeting, '');
  return rest === text.trim() ? rest : withoutGreeting(rest.charAt(0).toUpperCase() + rest.slice(1));
}

/** Of what somebody wrote, one message after the other, the first that is about something. */
export function firstOfMatter(messages: readonly string[]): string {
  const matters = messages.map(withoutGreeting);
  return matters.find((text) => [...text].length >= leastLength) ?? messages[0] ?? '';
}

/** The title of a matter that has only a text: its beginning, in one line. */
export const titleOf = (text: string): string =>
  [...firstOfMatter([text]).replace(/\s+/g, ' ').trim()].slice(0, titleLength).join('');
