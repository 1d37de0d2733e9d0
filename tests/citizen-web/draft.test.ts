import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { placeFields, placeOf } from '../../citizen-web/place/written.ts';
import { isWritten, keepDraft, keptDraft } from '../../citizen-web/shell/draft.ts';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
afterEach(() => kept.clear());
afterAll(() => vi.unstubAllGlobals());

const id = '0190c5a2-7b1e-7cc3-9d2f-3b1f0c9a4e11';
const blank = { text: '', name: '' };
const now = Date.parse('2026-11-29T08:00:00Z');
const day = 24 * 3_600_000;

it('what was written is there again for a day, and then gone for good', () => {
  keepDraft('petition', { id, fields: { text: 'a=b & 中文\n%', name: '陈秋' } }, now);
  expect(keptDraft('petition', blank, now + day - 1)).toEqual({
    id,
    fields: { text: 'a=b & 中文\n%', name: '陈秋' },
  });
  expect(keptDraft('disclosure', blank, now)).toBeNull();
  expect(keptDraft('petition', blank, now + day)).toBeNull();
  expect(kept.size).toBe(0);
});

it('fields that were left empty begin with what was typed before', () => {
  keepDraft('filing', { id, fields: { text: '', name: '陈秋' } }, now);
  expect(keptDraft('filing', { text: '路灯', name: '' }, now)?.fields).toEqual({
    text: '路灯',
    name: '陈秋',
  });
});

it('what another version kept is read as far as it fits, and what is none is forgotten', () => {
  kept.set('onecall.filing.draft', `id=${id}&at=${now}&text=x&colour=red`);
  expect(keptDraft('filing', blank, now)).toEqual({ id, fields: { text: 'x', name: '' } });
  kept.set('onecall.filing.draft', `id=me&at=${now}&text=x`);
  expect(keptDraft('filing', blank, now)).toBeNull();
  kept.set('onecall.filing.draft', '{"text":"x"}');
  expect(keptDraft('filing', blank, now)).toBeNull();
});

it.each([
  [{ text: '', name: '' }, false],
  [{ text: '路灯不亮', name: '' }, true],
  [{ text: '', name: '陈秋' }, true],
])('a form in which one field is filled in is written: %j is %s', (fields, expected) => {
  expect(isWritten(fields)).toBe(expected);
});

it.each([
  { address: '莲花路 9 号', districtCode: '440304', streetCode: '440304007' },
  { address: '', latitude: 22.54, longitude: 114.05 },
])('a place is the same after it was kept: %j', (place) => {
  expect(placeOf(placeFields(place))).toEqual(place);
});

it('half a point is none', () => {
  expect(placeOf({ ...placeFields({ address: '' }), latitude: '22.5' })).toEqual({ address: '' });
});
