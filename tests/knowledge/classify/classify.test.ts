import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createClassifier,
  departmentRulesSchema,
  kindRulesSchema,
  urgencyRulesSchema,
} from '../../../knowledge/classify/index.ts';

const home = new URL('../../../knowledge/classify/', import.meta.url);
const rules = (name: string): unknown => JSON.parse(readFileSync(new URL(name, home), 'utf8'));
const classify = createClassifier(readFileSync(new URL('model/departments.bin', home)), {
  kinds: kindRulesSchema.parse(rules('kinds.json')),
  urgency: urgencyRulesSchema.parse(rules('urgency.json')),
  departments: departmentRulesSchema.parse(rules('departments.json')),
});

describe('the label of a message', () => {
  it.each([
    ['公司拖欠我三个月工资', '老板说没钱发，劳动合同也没有签，社保也没交。', '劳动和社会保障', 'hrss'],
    ['小学开学要收补课费', '老师让每个学生交八百元补课费，教育局管不管？', '教育文体', 'edu'],
    ['医院乱收费', '我母亲住院，医生重复开检查，费用清单对不上。', '卫生计生', 'health'],
    ['化工厂半夜排放刺鼻废气', '每天凌晨味道很大，河水也被污水染黑了。', '环境保护', 'ecology'],
    ['出租车拒载还绕路', '在火车站打的士，司机不打表，绕了五公里。', '交通运输', 'transport'],
    ['物业私自涨停车费', '小区物业没有经过业委会同意就涨停车费，开发商也不管。', '城乡建设', 'housing'],
    ['健身房关门卡里的钱不退', '消费者预付两千元办卡，商家不退款，工商局说要等。', '商贸旅游', 'market'],
  ])('%s', (title, text, label, department) => {
    expect(classify({ title, text })).toMatchObject({ label, department });
  });

  it('comes with chances of all labels that sum to one and fall', () => {
    const { alternatives, confidence, label } = classify({ text: '幼儿园什么时候报名' });
    const chances = alternatives.map((other) => other.confidence);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
    expect(alternatives[0]).toEqual({ label, confidence });
  });

  it('names the words of the message that decided it', () => {
    const { reasons } = classify({ title: '幼儿园学位不够', text: '孩子上不了公办幼儿园，老师说学位满了。' });
    const words = reasons.find((reason) => reason.of === 'label')?.evidence ?? [];
    expect(words.length).toBeGreaterThan(0);
    for (const word of words) expect('幼儿园学位不够孩子上不了公办幼儿园老师说学位满了').toContain(word);
  });

  it('is less sure of a message that says nothing than of a clear one', () => {
    const empty = classify({ text: '' });
    const clear = classify({ title: '中学补课乱收费', text: '学校老师周末给学生补课收费，教育局请查处。' });
    expect(empty.confidence).toBeLessThan(0.6);
    expect(clear.confidence).toBeGreaterThan(0.9);
  });
});

describe('the kind of a message', () => {
  it.each([
    ['请问居住证怎么办理？', '需要什么材料？', 'inquiry'],
    ['投诉烧烤店油烟扰民', '每天到凌晨，无法睡觉。', 'complaint'],
    ['建议增设一条社区微型公交线路', '老人出行不便，建议增设。', 'suggestion'],
    ['求助：父亲重病无钱医治', '请求帮助，家里生活困难。', 'help'],
    ['举报某培训机构无证经营', '涉嫌诈骗学费。', 'report'],
    ['窗口人员互相推诿', '去了三次，几个科室踢皮球，不作为。', 'criticism'],
    ['表扬社区医生', '特此感谢，准备送锦旗。', 'praise'],
    ['申请公开某路段征收补偿方案', '现依申请公开该文件。', 'disclosure_request'],
    ['How do I renew my residence permit', 'What documents are needed', 'inquiry'],
  ])('%s is a %s', (title, text, kind) => {
    expect(classify({ title, text }).kind).toBe(kind);
  });
});

describe('the urgency of a message', () => {
  it.each([
    ['我家楼上有人要跳楼，快来！'],
    ['厨房着火了救命'],
    ['隔壁煤气泄漏，味道很大'],
    ['老人在家昏迷了，现在叫不醒'],
    ['电梯里困在十二楼，里面有孩子，正在哭'],
    ['There is a gas leak in my building, please help'],
    ['I want to kill myself'],
  ])('%s is an emergency', (text) => {
    expect(classify({ text }).urgency).toBe('emergency');
  });

  it.each([
    ['小区消防通道被占，万一着火怎么办'],
    ['去年我家楼道着火，赔偿到现在没拿到'],
    ['建议学校开展火灾演练'],
    ['父亲去年溺水身亡后，保险赔偿一直没有到账'],
    ['我家的救命钱被平台骗走了'],
    ['The lecture is about how to prevent drowning'],
  ])('%s is no emergency', (text) => {
    expect(classify({ text }).urgency).not.toBe('emergency');
  });

  it.each([['小区已经停水两天了'], ['路口井盖缺失，晚上很危险']])('%s is urgent', (text) => {
    expect(classify({ text }).urgency).toBe('urgent');
  });

  it('says which word raised the alarm', () => {
    const { reasons } = classify({ text: '楼道着火了' });
    expect(reasons).toContainEqual({ of: 'urgency', value: 'emergency', evidence: ['着火'], danger: 'fire' });
  });
});

describe('the department', () => {
  it.each([
    ['自来水水压太低', '停水后自来水发黄，供水公司不处理。', 'water'],
    ['法律援助怎么申请', '想找律师和公证处，法律援助需要什么条件', 'justice'],
    ['', '公交车等了一个小时还不来', 'transport'],
    ['', '我想问医保怎么异地报销', 'medins'],
    ['个人所得税退税', '税务局发票和纳税记录查不到', 'tax'],
  ])('of “%s” follows the words, whatever the label', (title, text, department) => {
    expect(classify({ title, text }).department).toBe(department);
  });
});

it('refuses bytes that are no model', () => {
  const anyRules = {
    kinds: kindRulesSchema.parse(rules('kinds.json')),
    urgency: urgencyRulesSchema.parse(rules('urgency.json')),
    departments: departmentRulesSchema.parse(rules('departments.json')),
  };
  expect(() => createClassifier(new Uint8Array(64), anyRules)).toThrow(TypeError);
});

describe('everyday sentences of danger and of none', () => {
  const { alarms, harmless } = z
    .object({ alarms: z.record(z.string(), z.array(z.string())), harmless: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(new URL('danger-sentences.json', import.meta.url), 'utf8')));
  const named = Object.entries(alarms).flatMap(([danger, texts]) => texts.map((text) => ({ danger, text })));
  const dangerIn = (text: string): string | undefined => classify({ text }).danger;

  it('are told apart, and the danger is the one whose force goes out', () => {
    const missed = named.filter(({ text }) => dangerIn(text) === undefined);
    const otherForce = named.filter(({ danger, text }) => ![undefined, danger].includes(dangerIn(text)));
    const falseAlarms = harmless.filter((text) => dangerIn(text) !== undefined);
    const recall = 1 - missed.length / named.length;
    console.info(
      `danger: ${named.length} sentences, ${(100 * recall).toFixed(1)} % found; ` +
        `${falseAlarms.length} false alarms of ${harmless.length}; ${otherForce.length} to another force`,
    );
    expect({ missed, falseAlarms }).toEqual({ missed: [], falseAlarms: [] });
    expect(otherForce.length).toBeLessThanOrEqual(named.length / 50);
  });

  it('say by which words, as they were written', () => {
    const { reasons } = classify({ text: '有人掉进窨井出不来' });
    expect(reasons).toContainEqual({
      of: 'urgency',
      value: 'emergency',
      evidence: ['人掉进窨井出不来'],
      danger: 'rescue',
    });
  });

  it('are no emergency in a long letter about what was', () => {
    const letter = `关于小区消防的意见：${'物业平时不检修，设备老化，业主多次反映没有结果。'.repeat(6)}那次着火没有人来。`;
    expect(dangerIn(letter)).toBeUndefined();
  });
});

describe('held-out sentences of danger', () => {
  const sides = z.record(z.string(), z.array(z.string()));
  const { danger, lookAlikes } = z
    .object({ danger: sides, lookAlikes: sides })
    .parse(JSON.parse(readFileSync(new URL('danger-held-out.json', import.meta.url), 'utf8')));
  const alarmsOf = (texts: readonly string[]) =>
    texts.filter((text) => classify({ text }).danger !== undefined).length;

  it('are found, and what only sounds like one seldom alarms', () => {
    const [dangers, others] = [Object.values(danger).flat(), Object.values(lookAlikes).flat()];
    const [found, falseAlarms] = [alarmsOf(dangers), alarmsOf(others)];
    console.info(`held out: ${found} of ${dangers.length} found, ${falseAlarms} of ${others.length} alarms`);
    expect(found / dangers.length).toBeGreaterThanOrEqual(0.93);
    expect(falseAlarms / others.length).toBeLessThanOrEqual(0.06);
  });

  it.each([
    ['The list shows what was sent yesterday, and to whom'],
    ['there is an account of this name already'],
    ['夜里也有人接，很好'],
    ['今天的材料已经收到，请等通知'],
  ])('are not seen where somebody only speaks: %s', (text) => {
    expect(classify({ text }).urgency).not.toBe('emergency');
  });

  it('say which words spoke', () => {
    const { reasons } = classify({ text: '阿妈沖涼沖到暈低，成屋煤氣味' });
    const why = reasons.find(({ of }) => of === 'urgency');
    expect(why?.value).toBe('emergency');
    expect(why?.evidence.length).toBeGreaterThan(0);
    for (const word of why?.evidence ?? []) expect('阿妈冲凉冲到晕低,成屋煤气味').toContain(word);
  });

  it('are found in the middle of a longer telling', () => {
    const text =
      '我们小区地下车库昨天就开始渗水，物业说没关系，今天雨更大了，半小时前水一下子就灌进去了，现在水已经有一人高，听见里面有人在喊救命，' +
      '好像是有人下去挪车没上来，保安拉了警戒线但是没有人敢下去，物业经理电话也打不通，请马上通知消防来，地址是吉祥花园南门';
    expect(classify({ text }).urgency).toBe('emergency');
  });
});
