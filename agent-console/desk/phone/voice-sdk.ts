// Twilio's telephone in the browser. It is rung by the server: what is done with the call on the line is asked of the
// server, as with every other telephone. Its library is loaded only when the server gives a token.
import type { Call, Device } from '@twilio/voice-sdk';
import { chosenDevice } from '../../../ivr/media/browser/devices.ts';
import { microphoneWish } from '../../../ivr/media/browser/sound-line.ts';
import { type PhoneNews, phoneTokenSchema } from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';
import { ApiFailure } from '../../api/failure.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';
import { carrierFault } from './carrier-fault.ts';
import { followQuality } from './carrier-quality.ts';
import { followCall } from './following.ts';
import { lineDeeds } from './line-deeds.ts';
import { silentPhone, Telephone } from './telephone.ts';
import { addWayIn, callerOf, factsOf, joinCall } from './way-in.ts';

const askToken = () => api.get('/api/desk/phone-token', phoneTokenSchema.nullable());

/** A server that is away is asked again so often; the token before it lives a minute longer than its warning. */
const askAgainMs = 5_000;
const warnBeforeMs = 60_000;

let server: StaffSocket | undefined;
let device: Device | undefined;
let current: Call | undefined;
let isOpen = false;
/** Calls that this browser has asked to be rung for. */
const asked = new Set<string>();
/** The call of others that is listened to. */
let listenedTo: string | undefined;

export const voiceSdkPhone: Telephone = new Telephone({
  facts: { ...silentPhone, state: 'connecting' },
  deeds: {
    mute: (on) => {
      current?.mute(on);
      voiceSdkPhone.change({ isMuted: on });
    },
    hangUp: () => {
      listenedTo = undefined;
      current?.disconnect();
    },
    ...lineDeeds(
      () => {
        const { interactionId } = voiceSdkPhone.read();
        return server && interactionId !== null ? { server, interactionId } : undefined;
      },
      (error) => voiceSdkPhone.change({ refusal: { error } }),
    ),
    join: joinCall,
    answerInvitation: () => undefined,
  },
  open: (line) => {
    server = line;
    line.on('phone', hear);
    if (isOpen) return void renew();
    isOpen = true;
    void register();
  },
});

addWayIn('rung', (line, interactionId, role) => {
  asked.add(interactionId);
  listenedTo = role === 'party' ? undefined : interactionId;
  line
    .call('phone:ring_me', { interactionId, role })
    .catch((error: unknown) => voiceSdkPhone.change({ refusal: { error } }));
});

function hear(news: PhoneNews): void {
  const { interactionId } = news;
  // The carrier may have ended the sound before.
  if (news.what === 'over' && interactionId === listenedTo) {
    listenedTo = undefined;
    void followCall(interactionId);
  }
  if (interactionId !== voiceSdkPhone.read().interactionId) return;
  if (news.what === 'call') voiceSdkPhone.change(factsOf(news));
  else if (news.what === 'over') asked.delete(interactionId);
}

/** Back to waiting for a call; a fault stays until the next one, or until the line is there again. */
function rest(): void {
  const { fault } = voiceSdkPhone.read();
  const state = fault === null ? 'ready' : 'failed';
  voiceSdkPhone.change({ ...silentPhone, fault, state: device?.state === 'registered' ? state : 'failed' });
}

function fail(error: unknown): void {
  const fault = carrierFault(error);
  if (fault.reason === 'token') void renew();
  // A call that is under way says itself when it breaks.
  if (current) voiceSdkPhone.change({ fault });
  else voiceSdkPhone.change({ state: 'failed', fault });
}

/** Registers the browser as the agent's telephone, once. */
async function register(): Promise<void> {
  try {
    const offer = await askToken();
    if (offer === null) return voiceSdkPhone.change({ state: 'absent' });
    const { token, edges, codecs } = offer;
    const { Call: TwilioCall, Device: TwilioDevice } = await import('@twilio/voice-sdk');
    const codecOf = { opus: TwilioCall.Codec.Opus, pcmu: TwilioCall.Codec.PCMU };
    device = new TwilioDevice(token, {
      closeProtection: true,
      edge: edges,
      codecPreferences: codecs.map((codec) => codecOf[codec]),
      tokenRefreshMs: warnBeforeMs,
      logLevel: 'error',
    });
    // Calls that come are taken at once: nothing is to be heard of their ringing.
    device.audio?.incoming(false);
    device.on('registered', () => {
      if (!current) voiceSdkPhone.change({ state: 'ready', fault: null });
    });
    device.on('unregistered', () => {
      if (!current) voiceSdkPhone.change({ state: 'failed', fault: { reason: 'offline' } });
    });
    device.on('error', fail);
    device.on('tokenWillExpire', () => void renew());
    device.on('incoming', (call: Call) => void take(call));
    await device.register();
  } catch (error) {
    if (device === undefined && error instanceof ApiFailure) return askAgain(register);
    fail(error);
  }
}

function askAgain(again: () => Promise<void>): void {
  voiceSdkPhone.change(current ? {} : { state: 'failed', fault: { reason: 'offline' } });
  setTimeout(() => void again(), askAgainMs);
}

let renewal: Promise<void> | undefined;
/** A new token: before the old one is over, and whenever the line to the server is back. */
function renew(): Promise<void> {
  renewal ??= renewOnce().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function renewOnce(): Promise<void> {
  if (!device) return;
  try {
    const offer = await askToken();
    if (offer === null) return;
    const { token } = offer;
    device.updateToken(token);
    if (device.state === 'unregistered') await device.register();
  } catch (error) {
    // Signed out: whoever signs in opens the telephone anew.
    if (error instanceof ApiFailure && error.code === 'not_signed_in') return;
    askAgain(renew);
  }
}

/** Takes a call that this agent has accepted, was invited to, or asked to hear; nobody else is let in. */
async function take(call: Call): Promise<void> {
  const interactionId = call.customParameters.get('interactionId') ?? '';
  const isExpected = asked.has(interactionId) || (await isOurs(interactionId));
  if (!isExpected) return call.reject();
  current = call;
  asked.delete(interactionId);
  const caller = callerOf(interactionId);
  voiceSdkPhone.change({ ...silentPhone, state: 'connecting', interactionId, caller });
  const isStill = (): boolean => current === call;
  call.on('accept', () => isStill() && voiceSdkPhone.change({ state: 'talking', fault: null }));
  call.on('reconnecting', () => isStill() && voiceSdkPhone.change({ state: 'connecting' }));
  call.on('reconnected', () => isStill() && voiceSdkPhone.change({ state: 'talking', fault: null }));
  call.on('error', fail);
  followQuality(call, (quality) => isStill() && voiceSdkPhone.change({ quality }));
  const end = (): void => {
    if (!isStill()) return;
    current = undefined;
    rest();
  };
  for (const news of ['disconnect', 'cancel', 'reject'] as const) call.on(news, end);
  await chooseLoudspeaker();
  call.accept({ rtcConstraints: { audio: microphoneWish(chosenDevice('microphone')) } });
}

async function isOurs(interactionId: string): Promise<boolean> {
  const answer = await server?.call('phone:reach', { interactionId }).catch(() => undefined);
  return answer?.via === 'rung';
}

async function chooseLoudspeaker(): Promise<void> {
  const audio = device?.audio;
  const chosen = chosenDevice('loudspeaker');
  if (!audio?.isOutputSelectionSupported || chosen === null) return;
  // One that is not plugged in is left for whatever there is.
  await audio.speakerDevices.set(chosen).catch(() => undefined);
}
