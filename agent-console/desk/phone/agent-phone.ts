// The agent's telephone behind one interface. Today Twilio's; it is loaded only when the server gives a token.
import type { Call, Device } from '@twilio/voice-sdk';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { ApiFailure } from '../../api/failure.ts';

/** `absent`: no carrier is configured, for example with simulated callers. */
export type PhoneState = 'absent' | 'connecting' | 'ready' | 'talking' | 'failed';

export interface AgentPhone {
  state: PhoneState;
  failure: string | null;
  isMuted: boolean;
  mute: (muted: boolean) => void;
  hangUp: () => void;
}

const tokenSchema = z.object({ token: z.string(), identity: z.string(), expiresInS: z.number() });
const askToken = () => api.get('/api/desk/phone-token', tokenSchema);

interface Line {
  state: PhoneState;
  failure: string | null;
  call: Call | null;
  isMuted: boolean;
}

let line: Line = { state: 'connecting', failure: null, call: null, isMuted: false };
let device: Device | undefined;
let isOpen = false;
const listeners = new Set<() => void>();

function change(part: Partial<Line>): void {
  line = { ...line, ...part };
  for (const listener of listeners) listener();
}

/** Registers the browser as the agent's telephone, once. */
async function open(): Promise<void> {
  try {
    const { token } = await askToken();
    const { Device: TwilioDevice } = await import('@twilio/voice-sdk');
    device = new TwilioDevice(token, { closeProtection: true });
    device.on('registered', () => change({ state: 'ready', failure: null }));
    device.on('error', (error: { message: string }) => change({ state: 'failed', failure: error.message }));
    device.on('tokenWillExpire', () => {
      askToken().then(
        (next) => device?.updateToken(next.token),
        (error: unknown) => change({ state: 'failed', failure: String(error) }),
      );
    });
    // Only calls that this agent has accepted in the console are put through: they are taken at once.
    device.on('incoming', (call: Call) => {
      call.on('accept', () => change({ state: 'talking', call, isMuted: false }));
      for (const end of ['disconnect', 'cancel', 'reject'])
        call.on(end, () => change({ state: 'ready', call: null }));
      call.accept();
    });
    await device.register();
  } catch (error) {
    const isAbsent = error instanceof ApiFailure && error.code === 'not_configured';
    change(
      isAbsent
        ? { state: 'absent' }
        : { state: 'failed', failure: error instanceof Error ? error.message : null },
    );
  }
}

/** Opens the telephone, if it is not open, and follows it. */
export function useAgentPhone(): AgentPhone {
  const [, follow] = useState(0);
  useEffect(() => {
    const listener = (): void => follow((count) => count + 1);
    listeners.add(listener);
    if (!isOpen) {
      isOpen = true;
      void open();
    }
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return {
    state: line.state,
    failure: line.failure,
    isMuted: line.isMuted,
    mute: (muted) => {
      line.call?.mute(muted);
      change({ isMuted: muted });
    },
    hangUp: () => line.call?.disconnect(),
  };
}
