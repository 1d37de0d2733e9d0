import { describe, expect, it } from 'vitest';
import { CapFault, readCap, writeCap, writeFeed } from '../../server/broadcasts/cap.ts';
import { concerns, ignoresHours, isAbout, spokenOf, stateOf } from '../../server/broadcasts/core.ts';

const typhoon = (change: (xml: string) => string = (xml) => xml) =>
  change(`<?xml version="1.0" encoding="UTF-8"?>
<cap:alert xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">
  <cap:identifier>44030041600000_20261127080000</cap:identifier>
  <cap:sender>weather.sz.gov.cn</cap:sender>
  <cap:sent>2026-11-27T08:00:00+08:00</cap:sent>
  <cap:status>Actual</cap:status><cap:msgType>Update</cap:msgType><cap:scope>Public</cap:scope>
  <cap:references>weather.sz.gov.cn,44030041600000_20261127060000,2026-11-26T22:00:00-00:00</cap:references>
  <cap:info>
    <cap:language>en-US</cap:language><cap:category>Met</cap:category><cap:event>Typhoon</cap:event>
    <cap:urgency>Expected</cap:urgency><cap:severity>Severe</cap:severity><cap:certainty>Likely</cap:certainty>
    <cap:expires>2026-11-27T20:00:00+08:00</cap:expires>
    <cap:description>Wind &amp; rain</cap:description>
    <cap:area><cap:areaDesc>Luohu</cap:areaDesc></cap:area>
  </cap:info>
  <cap:info>
    <cap:language>zh-CN</cap:language><cap:category>Met</cap:category><cap:event>台风</cap:event>
    <cap:urgency>Expected</cap:urgency><cap:severity>Severe</cap:severity><cap:certainty>Likely</cap:certainty>
    <cap:expires>2026-11-27T20:00:00+08:00</cap:expires>
    <cap:headline>台风橙色预警</cap:headline><cap:description>风雨将增强</cap:description><cap:instruction>请留在室内</cap:instruction>
    <cap:area><cap:areaDesc>罗湖区</cap:areaDesc><cap:geocode><cap:valueName>GB/T 2260</cap:valueName><cap:value>440303</cap:value></cap:geocode></cap:area>
  </cap:info>
</cap:alert>`);

describe('a message of CAP 1.2', () => {
  it('is read in both languages, with its level, area, end and the messages that it replaces', () => {
    expect(readCap(typhoon())).toEqual({
      identifier: '44030041600000_20261127080000',
      sender: 'weather.sz.gov.cn',
      sentAt: new Date('2026-11-27T00:00:00Z'),
      message: 'update',
      references: ['weather.sz.gov.cn,44030041600000_20261127060000,2026-11-27T06:00:00+08:00'],
      content: {
        kind: 'weather',
        level: 'orange',
        title: { zh: '台风橙色预警', en: 'Typhoon' },
        text: { zh: '风雨将增强\n请留在室内', en: 'Wind & rain' },
        area: { zh: '罗湖区', en: 'Luohu' },
        source: null,
        geocodes: ['440303'],
        divisions: ['440303'],
        effectiveAt: new Date('2026-11-27T00:00:00Z'),
        expiresAt: new Date('2026-11-27T12:00:00Z'),
      },
    });
  });

  it('of several parts has the level and title of the gravest, the words and areas of all, and the last end', () => {
    const part = (area: string, code: string, severity: string, until: string) => `<info>
      <language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
      <severity>${severity}</severity><certainty>Likely</certainty><expires>2026-11-27T${until}:00:00+08:00</expires>
      <headline>${area}暴雨</headline><description>${area}请注意</description>
      <area><areaDesc>${area}</areaDesc><geocode><valueName>行政区划</valueName><value>${code}</value></geocode></area></info>`;
    const xml = typhoon((whole) =>
      whole
        .replace(
          /<cap:info>[\s\S]*<\/cap:info>/,
          part('盐田区', '440308', 'Minor', '09') + part('宝安区', '440306000000', 'Extreme', '12'),
        )
        .replace(/(<\/?)cap:/g, '$1')
        .replace('xmlns:cap', 'xmlns'),
    );
    expect(readCap(xml).content).toMatchObject({
      level: 'red',
      title: { zh: '宝安区暴雨', en: 'Red warning: rainstorm' },
      text: { zh: '宝安区暴雨\n宝安区\n宝安区请注意\n\n盐田区暴雨\n盐田区\n盐田区请注意' },
      area: { zh: '宝安区、盐田区' },
      geocodes: ['440308', '440306'],
      divisions: ['440308', '440306'],
      expiresAt: new Date('2026-11-27T04:00:00Z'),
    });
  });

  it.each([
    ['台风', '台风白色预警', 'Orange warning: typhoon'],
    ['气象', '雷雨大风橙色预警', 'Orange warning: thunderstorms and gales'],
    ['停水', '梅林停水通知', 'Orange warning'],
  ])('in Chinese only is called in English what it is: %s, %s', (event, headline, title) => {
    const only = typhoon((xml) =>
      xml
        .replace(/<cap:info>[\s\S]*?<\/cap:info>/, '')
        .replace('<cap:event>台风', `<cap:event>${event}`)
        .replace('台风橙色预警', headline),
    );
    expect(readCap(only).content).toMatchObject({
      title: { zh: headline, en: title },
      text: { zh: '风雨将增强\n请留在室内', en: '风雨将增强\n请留在室内' },
      area: { zh: '罗湖区', en: '' },
    });
  });

  it.each([
    [[], true],
    [['440000'], true],
    [['440300'], true],
    [['440303002'], true],
    [['440400', '440305'], true],
    [['440400'], false],
    [['430000'], false],
  ])('about the divisions %j is about 440300: %s', (divisions, isOurs) => {
    expect(isAbout('440300', divisions)).toBe(isOurs);
  });

  it.each([
    ['Actual<', 'Exercise<'],
    ['>Public<', '>Restricted<'],
    ['>Update<', '>Ack<'],
  ])('concerns nobody with %s as %s', (from, to) => {
    expect(readCap(typhoon((xml) => xml.replace(from, to)))).toMatchObject({ message: null, content: null });
  });

  it.each<[string, (xml: string) => string, string]>([
    ['no XML', () => 'typhoon', ''],
    ['cut off', (xml) => xml.slice(0, 400), 'line'],
    ['of another standard', (xml) => xml.replaceAll('cap:1.2', 'cap:1.1'), 'alert'],
    [
      'with entities of its own',
      (xml) => xml.replace('<cap:alert', '<!DOCTYPE a [<!ENTITY b "c">]><cap:alert'),
      '',
    ],
    ['without a sender', (xml) => xml.replace(/<cap:sender>.*<\/cap:sender>/, ''), 'sender'],
    ['sent at no time', (xml) => xml.replace('2026-11-27T08:00:00+08:00', '2026-11-27'), 'sent'],
    ['with a severity of its own', (xml) => xml.replace('>Severe<', '>Orange<'), 'info.0.severity'],
    [
      'that refers to nothing',
      (xml) => xml.replace('weather.sz.gov.cn,44030041600000_20261127060000,', ''),
      'references',
    ],
    ['that ends before it begins', (xml) => xml.replaceAll('27T20:00', '26T20:00'), 'info.0.expires'],
  ])('is refused %s', (_name, change, path) => {
    try {
      readCap(typhoon(change));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CapFault);
      if (error instanceof CapFault) expect(error.path).toContain(path);
    }
  });

  it('of ours is read again as what it said', () => {
    const message = {
      identifier: 'onecall-1',
      sender: 'sz.gov.cn',
      sentAt: new Date('2026-11-27T00:00:00Z'),
      message: 'alert' as const,
      kind: 'emergency' as const,
      level: 'red' as const,
      title: { zh: '暴雨 <红色> & 停课', en: 'Rain' },
      text: { zh: '请避险', en: 'Take shelter' },
      area: { zh: '全市', en: 'The whole city' },
      areaCodes: ['440303', '440304'],
      source: { zh: '一号通', en: 'OneCall' },
      references: [],
      effectiveAt: new Date('2026-11-27T00:00:00Z'),
      expiresAt: new Date('2026-11-27T06:00:00Z'),
      web: 'https://sz.gov.cn/broadcasts',
    };
    expect(readCap(writeCap(message))).toMatchObject({
      message: 'alert',
      content: {
        kind: 'emergency',
        level: 'red',
        title: message.title,
        text: message.text,
        geocodes: ['440303', '440304'],
        expiresAt: message.expiresAt,
      },
    });
    const entry = { id: 'x', title: '暴雨 & 停课', summary: '', url: 'https://a/b.xml', at: message.sentAt };
    const feed = writeFeed({
      self: 'https://a',
      title: '一号通',
      updatedAt: message.sentAt,
      type: 'application/cap+xml',
      entries: [entry],
    });
    expect(feed).toContain('暴雨 &amp; 停课');
  });
});

describe('a warning', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 27, hour));
  it('begins and ends by itself, or is ended', () => {
    const span = { effectiveAt: at(8), expiresAt: at(12), endedAt: null };
    expect([7, 8, 11, 12].map((hour) => stateOf(span, at(hour)))).toEqual([
      'planned',
      'in_force',
      'in_force',
      'expired',
    ]);
    expect(stateOf({ ...span, endedAt: at(9) }, at(10))).toBe('ended');
  });

  it.each([
    [[], ['440303'], true],
    [['440303'], [], true],
    [['440303'], ['440303'], true],
    [['440303'], ['440303002'], true],
    [['440303002'], ['440303'], true],
    [['440303'], ['440304'], false],
    [['440300'], ['440304'], true],
  ])('for %j concerns who asked for %j: %s', (areas, wanted, isConcerned) => {
    expect(concerns(areas, wanted)).toBe(isConcerned);
  });

  it('wakes people for danger alone; callers hear the two gravest that are to be spoken', () => {
    expect(ignoresHours({ kind: 'weather', level: 'orange' })).toBe(false);
    expect(ignoresHours({ kind: 'weather', level: 'red' })).toBe(true);
    expect(ignoresHours({ kind: 'emergency', level: 'yellow' })).toBe(true);
    const row = (level: 'red' | 'orange' | 'yellow' | 'blue', isSpoken = true) => ({
      level,
      isSpoken,
      sentAt: at(1),
    });
    const spoken = spokenOf([row('blue'), row('yellow'), row('red', false), row('orange')]);
    expect(spoken.map(({ level }) => level)).toEqual(['orange', 'yellow']);
  });
});
