// What a carrier's telephone reports, as a reason that the agent can be told and can do something about.
import { microphoneFaultOf } from '../../../ivr/media/browser/sound-line.ts';
import type { PhoneFault } from './telephone.ts';

type Reasoned = Extract<PhoneFault, { reason: string }>;
type Reason = Exclude<Reasoned['reason'], 'carrier'>;

/** By Twilio's error code (twilio.com/docs/api/errors). */
const reasons: Readonly<Record<number, Reason>> = {
  20101: 'token',
  20104: 'token',
  20151: 'token',
  31201: 'token',
  31202: 'token',
  31203: 'token',
  31204: 'token',
  31205: 'token',
  31207: 'token',
  31206: 'crowded',
  31003: 'offline',
  31005: 'offline',
  31009: 'offline',
  53000: 'offline',
  53001: 'offline',
  53405: 'no_sound',
  53400: 'no_sound',
  53402: 'no_sound',
  31002: 'declined',
  31603: 'declined',
  31486: 'declined',
  31404: 'unreachable',
  31480: 'unreachable',
};

/** @param error of voice-sdk, with a code of Twilio's; or anything else that was thrown */
export function carrierFault(error: unknown): Reasoned {
  const code = numberIn(error, 'code');
  if (code === 31401) return { reason: 'refused' };
  if (code === 31402) return { reason: microphoneFaultOf(fieldOf(error, 'originalError')) };
  if (code === undefined) return { reason: 'offline' };
  const reason = reasons[code];
  return reason === undefined ? { reason: 'carrier', code } : { reason };
}

function fieldOf(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
}

function numberIn(from: unknown, name: string): number | undefined {
  const value = fieldOf(from, name);
  return typeof value === 'number' ? value : undefined;
}
