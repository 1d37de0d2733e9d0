// When a machine may answer by itself: what a question asks must be what the best answer says, in this city.
import { describe, expect, it } from 'vitest';
import { SearchIndex, sureFrom } from '../../../knowledge/search/index.ts';
import {
  bestAnswer,
  isFarOff,
  type Searched,
  searchDocument,
} from '../../../server/knowledge/best-answer.ts';

const article = (code: string, zh: string, keywords: string[], body: string, en = zh): Searched => ({
  id: code,
  code,
  title: { zh, en },
  body: { zh: body, en: body },
  keywords,
  audience: 'public',
  source: 'editor',
  departmentCode: null,
  files: [],
});
const articles = new Map(
  [
    article('permit', '居住证怎么办理续签', ['居住证', '暂住证'], '在居住地派出所或网上申请，十五天领证。'),
    article('progress', '居住证办理进度查询', [], '输入受理号查询居住证办到哪一步。'),
    article('lamp', '路灯不亮井盖缺失怎么报', ['路灯', '井盖', 'street lamp'], '说清灯杆编号和位置。'),
    article('vaccine', '预防接种在哪里打怎么约', ['疫苗', '接种', 'vaccine'], '社康中心接种，网上预约。'),
    article('pension', '养老金怎么申领', ['养老金'], '到龄前一个月申请。'),
    article('dog', '养狗怎么登记', ['狗证', '养犬'], '狗满三个月登记，打狂犬疫苗。'),
    // As many as make a word rare.
    ...Array.from({ length: 400 }, (_, at) =>
      article(`other-${at}`, `第${at}号设施的管理办法`, [`设施${at}`], `第${at}号设施由所在街道管理。`),
    ),
  ].map((one) => [one.code, one]),
);
const index = new SearchIndex();
for (const one of articles.values()) index.add(searchDocument(one));
const best = (question: string) =>
  bestAnswer(index, (id) => articles.get(id), question, /\p{Script=Han}/u.test(question) ? 'zh' : 'en', [
    '深圳',
    'shenzhen',
  ]);

describe('sureness', () => {
  it.each([
    ['居住证怎么办', 'permit'],
    ['你好，请问深圳的居住证到期了怎么续签？', 'permit'],
    ['暂住证怎么办', 'permit'],
    ['楼下路灯坏了怎么报', 'lamp'],
    ['退休金怎么申请', 'pension'],
    ['where do I report a broken street lamp', 'lamp'],
  ])('%s is answered, though others are nearly of that name', (question, code) => {
    const answer = best(question);
    expect(answer?.article.code).toBe(code);
    expect(answer?.sureness).toBeGreaterThanOrEqual(sureFrom);
  });

  it.each([
    '你好',
    '东莞居住证怎么办',
    'how do I get a vaccine in shanghai',
    '路灯是谁发明的',
    'do vaccines hurt',
    '我家的猫走丢了三天',
    '隔壁老王欠我五千块不还',
  ])('%s is left to a person: another city, another question, or nothing that is published', (question) => {
    expect(best(question)?.sureness ?? 0).toBeLessThan(sureFrom);
  });
});

describe('a question without an answer', () => {
  const found = (question: string) =>
    index.search(question, { limit: 8, isTyping: true }).flatMap(({ id }) => articles.get(id) ?? []);

  it.each(['奶茶店要办什么证', '月亮地皮登记', 'how to keep a parrot'])(
    '%s is one, though a list of many articles is seldom empty',
    (question) => expect(isFarOff(index, found(question), question, 'zh')).toBe(true),
  );

  it.each(['居住证怎么办', '路灯坏了', 'juzhuzheng'])('%s is none', (question) =>
    expect(isFarOff(index, found(question), question, 'zh')).toBe(false),
  );
});
