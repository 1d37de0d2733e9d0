// What Twilio's telephone reports is told to the agent in words, in both languages.
import { describe, expect, test } from 'vitest';
import { carrierFault } from '../../agent-console/desk/phone/carrier-fault.ts';
import { countsOfSample, underWarning } from '../../agent-console/desk/phone/carrier-quality.ts';
import en from '../../agent-console/i18n/en/phone.json' with { type: 'json' };
import zh from '../../agent-console/i18n/zh/phone.json' with { type: 'json' };
import { qualityOf } from '../../ivr/media/browser/quality.ts';

describe('a failure', () => {
  test.each([
    [{ code: 31401 }, 'refused'],
    [{ code: 31402, originalError: new DOMException('', 'NotReadableError') }, 'busy'],
    [{ code: 31402, originalError: new DOMException('', 'NotFoundError') }, 'none'],
    [{ code: 20104 }, 'token'],
    [{ code: 31205 }, 'token'],
    [{ code: 53000 }, 'offline'],
    [{ code: 31009 }, 'offline'],
    [{ code: 53405 }, 'no_sound'],
    [{ code: 31603 }, 'declined'],
    [{ code: 31404 }, 'unreachable'],
    [new TypeError('Failed to fetch'), 'offline'],
    [{ code: 31000 }, 'carrier'],
  ])('%j has the reason %s, with words of its own', (error, reason) => {
    expect(carrierFault(error).reason).toBe(reason);
    expect(zh.fault).toHaveProperty(reason);
    expect(en.fault).toHaveProperty(reason);
  });

  test('that nobody has put into words keeps its number', () => {
    expect(carrierFault({ code: 31999 })).toEqual({ reason: 'carrier', code: 31999 });
  });
});

test('a line sounds as good by Twilio’s samples as by our own count', () => {
  const sample = { jitter: 3, rtt: 80, totals: { packetsReceived: 500, packetsLost: 0 } };
  const good = qualityOf(countsOfSample(sample), null);
  expect(good).toMatchObject({ level: 'good', jitterMs: 3, roundTripMs: 80 });
  expect(underWarning(good, true).level).toBe('fair');
  const later = { ...sample, totals: { packetsReceived: 590, packetsLost: 10 } };
  expect(qualityOf(countsOfSample(later), countsOfSample(sample)).lossShare).toBeCloseTo(0.1);
});
