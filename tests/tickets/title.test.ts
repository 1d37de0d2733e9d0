import { describe, expect, it } from 'vitest';
import { firstOfMatter, titleOf } from '../../server/tickets/filings/title.ts';

describe('the title of a matter', () => {
  it.each([
    ['你好，我们小区楼下的烧烤店油烟特别大', '我们小区楼下的烧烤店油烟特别大'],
    ['您好！早上好，路灯坏了三盏', '路灯坏了三盏'],
    ['Hello, there is a leak in our street', 'There is a leak in our street'],
    ['Hiking trail closed without notice', 'Hiking trail closed without notice'],
    ['你好', '你好'],
    ['第一行\n第二行', '第一行 第二行'],
  ])('leaves greetings out: %j', (text, title) => expect(titleOf(text)).toBe(title));

  it.each([
    [['你好', '在吗？', '楼上漏水漏到我家了'], '楼上漏水漏到我家了'],
    [['您好', '嗯'], '您好'],
    [[], ''],
  ])('is of the first message that is about something: %j', (messages, first) =>
    expect(firstOfMatter(messages)).toBe(first),
  );
});
