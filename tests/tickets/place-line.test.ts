import { expect, it } from 'vitest';
import { placeLine } from '../../server/tickets/place-line.ts';

it('says a district once, where the address names it, too', () => {
  expect(placeLine(['罗湖区', '翠竹街道'], '罗湖区翠竹街道翠竹路12号')).toBe('罗湖区翠竹街道翠竹路12号');
  expect(placeLine(['罗湖区', '翠竹街道'], '翠竹路12号', '22.55690, 114.13010')).toBe(
    '罗湖区 翠竹街道 翠竹路12号 22.55690, 114.13010',
  );
  expect(placeLine(['Luohu District', ''], '罗湖区翠竹路12号')).toBe('Luohu District 罗湖区翠竹路12号');
  expect(placeLine(['', '', ''])).toBe('');
});
