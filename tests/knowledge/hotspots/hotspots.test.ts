import { describe, expect, it } from 'vitest';
import { type HotspotMessage, HotspotWindow } from '../../../knowledge/hotspots/index.ts';

const START = Date.parse('2026-03-02T08:00:00+08:00');
const DAY = 86_400_000;
let nextId = 0;
const message = (title: string, text: string, day: number, votes = 0): HotspotMessage => ({
  id: `m${nextId++}`,
  title,
  text,
  at: START + day * DAY,
  support: votes,
  against: 0,
});

const mixer = [
  ['投诉云杉雅苑旁搅拌站噪音扰民', '云杉雅苑旁的搅拌站半夜开工，噪音和灰尘很大，老人孩子睡不着。'],
  ['云杉雅苑附近搅拌站噪音灰尘严重', '搅拌站噪音和灰尘很大，飘进云杉雅苑，从晚上十点到凌晨。'],
  ['云杉雅苑旁的搅拌站噪音何时能停', '住在云杉雅苑，旁边搅拌站噪音和灰尘很大，半夜开工。'],
  ['请查处云杉雅苑旁搅拌站噪音', '该搅拌站半夜开工，噪音和灰尘很大，云杉雅苑居民联名。'],
  ['搅拌站半夜开工噪音扰民，云杉雅苑无法入睡', '云杉雅苑旁的搅拌站夜里噪音和灰尘很大，请处理。'],
] as const;
const lift = [
  ['蓝桥花园电梯三天坏两次', '蓝桥花园五栋电梯经常停在半层，物业不维修。'],
  ['蓝桥花园电梯又坏了', '五栋电梯停运，物业说没有维修资金，老人爬楼。'],
] as const;
const others = [
  ['怎么补办社保卡', '卡丢了，想知道去哪里补办。'],
  ['建议图书馆延长开放时间', '下班以后图书馆就关门了。'],
  ['出租车司机绕路', '昨天从机场打车，司机多收四十元。'],
  ['云杉雅苑快递柜收费', '快递柜超时收费没有提前说。'],
  ['幼儿园报名系统打不开', '网页一直显示错误，电话没人接。'],
] as const;

const fill = (window: HotspotWindow): HotspotMessage[] => {
  const all = [...mixer, ...lift, ...others].map(([title, text], i) => message(title, text, i));
  for (const each of all) window.add(each);
  return all;
};

describe('hot spots', () => {
  it('gather all messages about one problem at one place, and no other', () => {
    const window = new HotspotWindow();
    const all = fill(window);
    const [first, second, ...rest] = window.hottest(10);
    expect(first?.ids).toEqual(all.slice(0, 5).map(({ id }) => id));
    expect(second?.ids).toEqual(all.slice(5, 7).map(({ id }) => id));
    expect(rest).toEqual([]);
  });

  it('name the place, the span of time and a title of the members', () => {
    const window = new HotspotWindow();
    fill(window);
    const [first] = window.hottest(1);
    expect(first).toMatchObject({
      rank: 1,
      size: 5,
      place: '云杉雅苑',
      from: '2026-03-02T00:00:00.000Z',
      to: '2026-03-06T00:00:00.000Z',
    });
    expect(mixer.map(([title]) => title)).toContain(first?.summary);
  });

  it('name a road without the first half of what stands at it', () => {
    const window = new HotspotWindow();
    window.add(message('红荔路路灯坏了', '红荔路路灯坏了一周，晚上看不见。', 1));
    window.add(message('红荔路路灯坏了没人修', '红荔路路灯坏了，请派人修。', 2));
    expect(window.hottest(1)[0]?.place).toBe('红荔路');
  });

  it('are the same whenever the same messages come in the same order', () => {
    const [one, two] = [new HotspotWindow(), new HotspotWindow()];
    const all = fill(one);
    for (const each of all) two.add(each);
    expect(two.hottest(5)).toEqual(one.hottest(5));
  });

  it('rank a burst above the same number of messages spread over months', () => {
    const window = new HotspotWindow();
    mixer.forEach(([title, text], i) => {
      window.add(message(title, text, i * 40));
    });
    const flood = [0, 1, 2, 3, 4].map((i) =>
      message(
        `翠竹公园照明坏了第${i + 1}次反映`,
        `翠竹公园照明全部坏了，晚上看不见，已经第${i + 1}天。`,
        60 + i,
      ),
    );
    for (const each of flood) window.add(each);
    expect(window.hottest(2).map(({ place }) => place.slice(0, 2))).toEqual(['翠竹', '云杉']);
  });

  it('rank by votes among equals', () => {
    const window = new HotspotWindow();
    for (const [title, text] of lift) window.add(message(title, text, 1));
    window.add(message('湖心公园步道积水', '湖心公园步道积水很深，老人滑倒。', 1, 90));
    window.add(message('湖心公园步道积水没人管', '湖心公园步道积水很深，请处理。', 1, 30));
    expect(window.hottest(2).map(({ place }) => place)).toEqual(['湖心公园步道', '蓝桥花园']);
  });

  it('forget messages that are removed or older than the window', () => {
    const window = new HotspotWindow();
    const all = fill(window);
    expect(window.remove(all[0]?.id ?? '')).toBe(true);
    expect(window.remove('unknown')).toBe(false);
    expect(window.removeBefore(START + 3 * DAY)).toBe(2);
    expect(window.size).toBe(9);
    expect(window.hottest(1)[0]?.size).toBe(2);
  });

  it('count a message that is sent again under its id once', () => {
    const window = new HotspotWindow();
    const first = message(lift[0][0], lift[0][1], 0);
    window.add(first);
    window.add(first);
    expect(window.size).toBe(1);
    expect(window.hottest(5)).toEqual([]);
  });
});
