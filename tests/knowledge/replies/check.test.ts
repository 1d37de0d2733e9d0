import { describe, expect, it } from 'vitest';
import { checkReply, promisedDates } from '../../../knowledge/replies/index.ts';

const matter = {
  title: '咨询地铁3号线站点出入口',
  text: '请问地铁3号线阳光站有几个出入口？什么时候开工？会不会拆掉人行天桥？',
  repliedOn: '2026-03-10',
};
const good =
  '您好！已与您电话联系。经查，地铁3号线阳光站设四个出入口，计划于2026年9月开工，人行天桥保留，施工期间照常通行，请留意公告。感谢您的关心！';
const codes = (reply: string) => checkReply({ ...matter, reply }).hints.map(({ code }) => code);

describe('the reply check', () => {
  it('has nothing to say of a reply that answers, greets, thanks, spoke with the citizen and names a date', () => {
    expect(checkReply({ ...matter, reply: good })).toMatchObject({
      hints: [],
      promises: [{ words: '2026年9月', day: '2026-09-30' }],
    });
  });

  it.each([
    ['您好！已与您电话联系。公积金按工资的百分之五缴存，经查您已缴满。感谢！', 'off_topic'],
    ['您好！地铁3号线站点出入口的问题已转有关部门，感谢！', 'only_forwarded'],
    ['您好，地铁3号线站点出入口有四个，谢谢。', 'short_for_questions'],
    [good.replace('您好！', '').replace('感谢您的关心！', ''), 'no_courtesy'],
    [`${good}请不要无理取闹。`, 'harsh_words'],
    [good.replace('已与您电话联系', '我们将尽快与您联系'), 'no_contact'],
    [`${good}增设出入口不符合规定，不予支持。`, 'refusal_without_basis'],
    [good.replace('计划于2026年9月', '将尽快'), 'promise_without_date'],
    [`${good}投诉人电话13800138000。`, 'personal_data'],
  ])('%s → %s', (reply, code) => {
    expect(codes(reply)).toContain(code);
  });

  it.each([
    ['您好！您的留言已收悉。地铁3号线站点有四个出入口，如有不明请致电。感谢！', false],
    ['您好，您的留言已收悉，地铁3号线站点有四个出入口，谢谢。', false],
    ['您好！您的留言已收悉。感谢您的支持！2026年7月1日', true],
    ['您好！地铁3号线站点出入口的问题已转交市交通局，处理情况会及时回复您。', true],
  ])('a receipt is no answer, and an answer may begin with one: %s', (reply, isPassedOn) => {
    expect(codes(reply).includes('only_forwarded')).toBe(isPassedOn);
  });

  it('names what a reply off the matter leaves out in whole words', () => {
    const { hints } = checkReply({ ...matter, reply: '您好！公积金按工资的百分之五缴存，您已缴满。感谢！' });
    const offTopic = hints.find(({ code }) => code === 'off_topic');
    expect(offTopic?.evidence).toEqual(['地铁', '出入口']);
  });

  it('says that a reply is off the matter or passes it on, not both', () => {
    expect(codes('您好！您的留言已收悉。感谢您的支持！')).toEqual(['only_forwarded']);
  });

  it.each([
    ['您好，经查已整改，谢谢。', {}, false],
    ['您好，经查已整改，稍后由专人与您联系，谢谢。', {}, true],
    ['您好，因您未留下联系方式，无法核实，谢谢。', {}, true],
    ['您好，因您未留下联系方式，无法核实，谢谢。', { isContacted: true }, false],
    ['您好，经查已整改，谢谢。', { text: '问题很急，请尽快给我回电。' }, true],
    ['您好，已与您电话沟通，经查已整改，谢谢。', { text: '问题很急，请尽快给我回电。' }, false],
    ['您好，根据《条例》第三条不予办理，谢谢。', { kind: 'complaint' as const }, true],
    ['您好，根据《条例》第三条不予办理，谢谢。', { kind: 'inquiry' as const }, false],
    ['Thank you. We will call you next week.', {}, true],
  ])('asks for a contact only where something calls for one: %s %o', (reply, more, isAsked) => {
    const { hints } = checkReply({ ...matter, ...more, reply });
    const found = hints.find(({ code }) => code === 'no_contact');
    expect(found !== undefined).toBe(isAsked);
    // With the words that call for it.
    if (found) expect(found.evidence.join('')).not.toBe('');
  });

  it.each([
    ['您好，请您尽快到窗口办理，谢谢。', false],
    ['您好，已责令业主尽快整改，谢谢。', false],
    ['您好，街道已列入年度施工计划，谢谢。', false],
    ['您好，路面将尽快修复，谢谢。', true],
  ])('a promise is what the office says of itself: %s', (reply, isPromise) => {
    expect(codes(reply).includes('promise_without_date')).toBe(isPromise);
  });

  it('takes a refusal with its legal basis', () => {
    expect(codes(`${good}根据《城市轨道交通条例》第十二条，不予增设。`)).not.toContain(
      'refusal_without_basis',
    );
  });

  it.each([
    ['将于3月20日前完成', '2026-03-20'],
    ['力争今年6月底完成', '2026-06-30'],
    ['预计年底完工', '2026-12-31'],
    ['明年上半年开工', '2027-06-30'],
    ['10个工作日内答复', '2026-03-24'],
    ['3天内修好', '2026-03-13'],
    ['2026年2月31日', undefined],
    ['我局于1月5日到现场', undefined],
    ['2025年12月已完成', undefined],
    ['已办结。2026年3月12日', undefined],
  ])('%s → %s', (reply, day) => {
    expect(promisedDates(reply, '2026-03-10')[0]?.day).toBe(day);
  });
});
