// Twilio's telephone in the browser; its library is loaded only when the server gives a token.
import type { Call, Device } from '@twilio/voice-sdk';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { ApiFailure } from '../../api/failure.ts';
import { silentPhone, Telephone } from './telephone.ts';

const tokenSchema = z.object({ token: z.string(), identity: z.string(), expiresInS: z.number() });
const askToken = () => api.get('/api/desk/phone-token', tokenSchema);

let device: Device | undefined;
let current: Call | undefined;
let isOpen = false;

export const voiceSdkPhone: Telephone = new Telephone({
  facts: { ...silentPhone, state: 'connecting' },
  deeds: {
    mute: (on) => {
      current?.mute(on);
      voiceSdkPhone.change({ isMuted: on });
    },
    hangUp: () => current?.disconnect(),
    digit: (key) => current?.sendDigits(key),
    answerInvitation: () => undefined,
  },
  open: () => {
    if (isOpen) return;
    isOpen = true;
    void register();
  },
});

function fail(words: string): void {
  voiceSdkPhone.change({ state: 'failed', fault: { words } });
}

/** Registers the browser as the agent's telephone, once. */
async function register(): Promise<void> {
  try {
    const { token } = await askToken();
    const { Device: TwilioDevice } = await import('@twilio/voice-sdk');
    device = new TwilioDevice(token, { closeProtection: true });
    device.on('registered', () => voiceSdkPhone.change({ state: 'ready', fault: null }));
    device.on('error', (error: { message: string }) => fail(error.message));
    device.on('tokenWillExpire', () => {
      askToken().then(
        (next) => device?.updateToken(next.token),
        (error: unknown) => fail(String(error)),
      );
    });
    // Only calls that this agent has accepted in the console are put through: they are taken at once.
    device.on('incoming', (call: Call) => {
      const interactionId = call.customParameters.get('interactionId') ?? null;
      call.on('accept', () => {
        current = call;
        voiceSdkPhone.change({ state: 'talking', interactionId, isMuted: false });
      });
      for (const end of ['disconnect', 'cancel', 'reject'])
        call.on(end, () => {
          current = undefined;
          voiceSdkPhone.change({ state: 'ready', interactionId: null });
        });
      call.accept();
    });
    await device.register();
  } catch (error) {
    const isAbsent = error instanceof ApiFailure && error.code === 'not_configured';
    if (isAbsent) voiceSdkPhone.change({ state: 'absent' });
    else fail(error instanceof Error ? error.message : '');
  }
}
