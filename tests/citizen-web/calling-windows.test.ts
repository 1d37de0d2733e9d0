import { expect, it } from 'vitest';
import { callingWindows } from '../../citizen-web/chat/calling-windows.ts';

const at = (cityTime: string) => new Date(`2026-03-02T${cityTime}:00+08:00`);
const idsAt = (cityTime: string) => callingWindows(at(cityTime)).map(({ id }) => id);

it('a citizen may ask for what is left of today and for tomorrow, by the city’s clock', () => {
  const tomorrow = ['tomorrowMorning', 'tomorrowAfternoon'];
  expect(idsAt('00:10')).toEqual(['todayMorning', 'todayAfternoon', 'todayEvening', ...tomorrow]);
  expect(idsAt('11:30')).toEqual(['todayAfternoon', 'todayEvening', ...tomorrow]);
  expect(idsAt('20:30')).toEqual(tomorrow);
});

it('a part of the day that has begun begins now', () => {
  expect(callingWindows(at('15:20'))[0]).toEqual({
    id: 'todayAfternoon',
    from: '2026-03-02T07:20:00.000Z',
    until: '2026-03-02T10:00:00.000Z',
  });
  expect(callingWindows(at('08:00'))[0]?.from).toBe('2026-03-02T01:00:00.000Z');
});
