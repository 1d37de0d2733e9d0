// Letters of many programs: what is new in them, who wrote, and what they answer.
import { describe, expect, it } from 'vitest';
import { plainSubject, readLetter } from '../../../server/intake/mail/letter.ts';
import { splitQuoted } from '../../../server/intake/mail/quote.ts';
import { loadConfig } from '../../../server/platform/config.ts';

const own = 'city@12345.example';
const read = (head: string, body: string) =>
  readLetter(Buffer.from(`${head.trim()}\n\n${body}`.replaceAll('\n', '\r\n')), own);
const person = `From: =?utf-8?B?546L5p2w?= <Wang@Mail.example>
To: ${own}
Subject: Re: =?utf-8?B?6Lev54Gv5LiN5Lqu?= [#ABCDEFGH2345]
Message-ID: <one@mail.example>
In-Reply-To: <last@x>
References: <first@x> <last@x>
Content-Type: text/plain; charset=utf-8`;

describe('a letter', () => {
  it('is read with its sender, its words and what it answers, the nearest first', async () => {
    const letter = await read(person, '还是不亮。\n\n在 2026年11月27日，一号通 写道：\n> 已派人查看。\n');
    expect(letter).toMatchObject({
      kind: 'letter',
      address: 'wang@mail.example',
      name: '王杰',
      fresh: '还是不亮。',
      token: 'ABCDEFGH2345',
      answers: ['last@x', 'first@x'],
    });
    expect(letter.quoted).toContain('已派人查看');
    expect(letter.text).toContain('还是不亮');
  });

  it('in HTML is its text: nothing of it runs, and no picture is named', async () => {
    const head = person.replace('text/plain', 'text/html');
    const html =
      '<script>alert(1)</script><p>路灯<b>坏</b>了</p><img src="http://x/y.png" onerror="alert(1)">';
    expect((await read(head, html)).fresh).toBe('路灯坏了');
  });

  it.each([
    ['an out-of-office answer', 'Auto-Submitted: auto-replied', 'auto'],
    ['a list', 'List-Id: <news.example>', 'auto'],
    ['bulk', 'Precedence: bulk', 'auto'],
    ['a person who says so', 'Auto-Submitted: no', 'letter'],
  ])('of %s is told by its head', async (_name, line, kind) => {
    expect((await read(`${line}\n${person}`, '您好')).kind).toBe(kind);
  });

  it('from our own address is no letter', async () => {
    expect((await read(person.replace('Wang@Mail.example', own), '您好')).kind).toBe('auto');
  });

  it('that comes back says which one it was; one that is only late says nothing', async () => {
    const bounce = (action: string) =>
      read(
        `From: Mail <MAILER-DAEMON@x.example>\nMessage-ID: <b${action}@x>\nContent-Type: multipart/report; report-type=delivery-status; boundary=B`,
        `--B\nContent-Type: text/plain\n\nSorry.\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: ${action}\nStatus: 5.1.1\n\n--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ours@letters.onecall>\nSubject: x\n\n--B--\n`,
      );
    expect(await bounce('failed')).toMatchObject({ kind: 'bounce', undelivered: 'ours@letters.onecall' });
    expect((await bounce('delayed')).undelivered).toBeUndefined();
  });
});

describe('quoted words', () => {
  it.each([
    [
      'Outlook',
      '谢谢。\n\n发件人: 一号通\n发送时间: 2026年11月27日\n收件人: 王杰\n主题: x\n\n旧文',
      '谢谢。',
    ],
    ['QQ', '收到\n\n------------------ 原始邮件 ------------------\n旧文', '收到'],
    [
      'Gmail',
      'Thanks.\n\nOn Fri, Nov 27, 2026 at 9:00 AM OneCall <city@12345.example>\nwrote:\n\n> old',
      'Thanks.',
    ],
    ['bare marks', 'Thanks.\n\n> old\n> older', 'Thanks.'],
    ['no quotation', '在家里写道理：第一，路灯坏了。', '在家里写道理：第一，路灯坏了。'],
    ['answers between the lines', 'On Fri, Nov 27, 2026 X wrote:\n> a?\nYes.\n> b?\nNo.', undefined],
  ])('of %s', (_name, text, fresh) => {
    expect(splitQuoted(text).fresh).toBe(fresh ?? text);
  });
});

it('a subject loses the marks of answering', () => {
  expect(plainSubject('Re: 回复：Fwd: 路灯 [#ABCDEFGH2345]')).toBe('路灯');
});

it('a mailbox is configured as a whole, or not at all', () => {
  const base = { DATABASE_URL: 'x', REDIS_URL: 'redis://localhost' };
  const all = {
    MAIL_IMAP: 'imaps://city%40a:p%2Fw@mail.example/Letters',
    MAIL_SMTP: 'smtp://city:pw@mail.example',
    MAIL_FROM: '一号通 <City@12345.example>',
  };
  expect(loadConfig({ ...base, ...all }).mail).toEqual({
    imap: {
      host: 'mail.example',
      port: 993,
      isSecure: true,
      user: 'city@a',
      password: 'p/w',
      folder: 'Letters',
    },
    smtp: { host: 'mail.example', port: 587, isSecure: false, user: 'city', password: 'pw' },
    from: { name: '一号通', address: 'city@12345.example' },
  });
  expect(loadConfig(base).mail).toBeUndefined();
  expect(() => loadConfig({ ...base, MAIL_SMTP: all.MAIL_SMTP })).toThrow(/MAIL_IMAP/);
});

it.each([
  ['<victim@a.b,other@c.d>', ''],
  ['"x" <victim@a.b;other@c.d>', ''],
  ['<a:victim@a.b>', ''],
  ['王小明 <wang@example.cn>', 'wang@example.cn'],
  ['"Wang, X" <x.wang+1@example.cn>', 'x.wang+1@example.cn'],
  ['<"wang x"@example.cn>', '"wang x"@example.cn'],
])('who wrote is one address or nobody: %s', async (from, address) => {
  const letter = await read(`From: ${from}\nTo: 12345@city.example\nSubject: 路灯`, '不亮');
  expect([letter.address, letter.kind]).toEqual([address, address === '' ? 'bounce' : 'letter']);
});
