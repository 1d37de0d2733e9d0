// What programs send and ask for, read without a server; dated examples.
import { describe, expect, it } from 'vitest';
import { requestJson, type Service } from '../../server/open311/core.ts';
import { cleanText, formatOf, render } from '../../server/open311/format.ts';
import { readMoment, readRequestQuery, readSpan } from '../../server/open311/query.ts';
import { readArguments, readForm, readSubmission } from '../../server/open311/submission.ts';

const service: Service = {
  code: 'transport.road.pothole',
  name: { zh: '路面破损', en: 'Potholes' },
  group: { zh: '道路设施', en: 'Roads' },
  description: { zh: '坑', en: 'Holes' },
  keywords: { zh: '坑', en: 'hole' },
  notice: null,
  attributes: [],
};

describe('times', () => {
  it.each([
    ['2026-11-27T08:00:00+08:00', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27T08:00:00 08:00', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27T08:00Z', '2026-11-27T08:00:00.000Z'],
    ['2026-11', '2026-11-01T00:00:00.000Z'],
    ['2026-02-31', undefined],
    ['2026-11-27T08:00:00', undefined],
    ['yesterday', undefined],
  ])('%s is read as the W3C note says', (text, expected) => {
    expect(readMoment(text)?.toISOString()).toBe(expected);
  });

  it('span 90 days at most, and the last 90 when nothing is said', () => {
    const now = new Date('2026-11-27T00:00:00Z');
    expect(readSpan(new Map(), now)).toEqual({
      span: { from: new Date('2026-08-29T00:00:00Z'), until: now },
    });
    const wide = readArguments({ start_date: '2026-01-01', end_date: '2026-06-01' });
    expect(readSpan(wide, now)).toEqual({ faults: [{ key: 'range_too_wide' }] });
    // Numbers override every other argument, and so its faults.
    const both = readRequestQuery(readArguments({ service_request_id: 'A, B,A', status: 'x' }), now);
    expect(both).toMatchObject({ query: { numbers: ['A', 'B'] } });
  });
});

describe('a form', () => {
  it('may answer a question several times, and says all its faults at once', () => {
    const given = readArguments({
      lat: '91',
      'attribute[a][]': ['1', '2'],
      email: 'x',
      service_code: service.code,
    });
    const read = readSubmission(given, service);
    expect('faults' in read && read.faults.map(({ vars }) => vars?.field)).toEqual(['lat', 'long', 'email']);
  });
});

describe('the bytes of a form', () => {
  const type = 'application/x-www-form-urlencoded';
  it.each([
    ['a=1+2&a=%E5%9D%91&b', type, { a: ['1 2', '坑'], b: [''] }],
    ['a=100%', `${type}; charset=UTF-8`, { a: ['100%'] }],
    ['a=%E9', type, undefined],
    ['a=\xe9', type, undefined],
    ['a=1', `${type}; charset="gbk"`, undefined],
  ])('%s as %s', (body, contentType, expected) => {
    expect(readForm(Buffer.from(body, 'latin1'), contentType)).toEqual(expected);
  });
});

describe('a ticket', () => {
  it('that came another way shows no word of its citizen', () => {
    const at = new Date('2026-11-27T00:00:00Z');
    const ticket = {
      id: '1',
      number: 'SZ1',
      categoryCode: service.code,
      isOpen: true,
      departmentCode: null,
      districtCode: null,
      streetCode: null,
      communityCode: null,
      latitude: 22.5,
      longitude: 114,
      publicReply: '张先生您好，已修好。',
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      dueAt: null,
    };
    const labels = { departments: new Map(), areas: new Map() };
    const shown = requestJson(ticket, { service, filed: undefined, labels, lang: 'zh', pictures: [] });
    expect(shown).toMatchObject({
      status: 'open',
      status_notes: null,
      description: null,
      lat: null,
      long: null,
    });
  });
});

describe('formats', () => {
  it('are named by the address, or else preferred by the reader; XML otherwise', () => {
    expect(formatOf('/v2/requests/SZ1.json', 'text/xml')).toBe('json');
    expect(formatOf('/v2/requests', 'text/html, application/json;q=0.9')).toBe('json');
    expect(formatOf('/v2/requests', '*/*')).toBe('xml');
  });

  it('escape what XML knows as signs and leave out what it cannot carry', () => {
    const { body } = render('xml', 'errors', [{ code: 400, description: cleanText('<&>\u0000\uD800') }]);
    expect(body).toContain('<error><code>400</code><description>&lt;&amp;&gt;</description></error>');
  });
});
