import { expect, it } from 'vitest';
import { inDistricts, ofDistrict } from '../../agent-console/oversight/hotspot-districts.ts';

const flood = { size: 6, districts: [{ code: 'futian', count: 4 }] };
const noise = {
  size: 9,
  districts: [
    { code: 'luohu', count: 8 },
    { code: 'futian', count: 1 },
  ],
};
const lamp = { size: 2, districts: [] };

it('reports are counted by district, those that name none apart', () => {
  const { of, without } = inDistricts([noise, flood, lamp]);
  expect([...of]).toEqual([
    ['luohu', 8],
    ['futian', 5],
  ]);
  expect(without).toBe(4);
});

it('a district has its own hot spots, those with most reports there first; the city has all', () => {
  expect(ofDistrict([noise, flood, lamp], 'futian')).toEqual([flood, noise]);
  expect(ofDistrict([noise, flood, lamp], 'yantian')).toEqual([]);
  expect(ofDistrict([noise, lamp], null)).toEqual([noise, lamp]);
});
