// The test call of the page, silent or with sound: what may be done with it is the same.
import { useEffect, useRef, useState } from 'react';
import type { Flow } from '../../ivr/flow/schema.ts';
import { MicrophoneError, type MicrophoneFault } from '../../ivr/media/browser/sound-line.ts';
import type { Facts } from '../../ivr/session.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLine } from '../realtime/line.tsx';
import { ringWithSound, type SoundCall } from './sound-call.ts';
import {
  callerNumber,
  endOf,
  entryOf,
  follow,
  type Happening,
  hangUp,
  newCall,
  press,
  ringFlow,
  type TestCall,
  take,
} from './test-call.ts';

export interface TestTelephone {
  call: TestCall | null;
  hasSound: boolean;
  isConnecting: boolean;
  fault: MicrophoneFault | null;
  ring(flow: Flow, facts: Facts, options: { isNumberShown: boolean; hasSound: boolean }): void;
  press(key: string): void;
  /** Lets something happen; several events happen one after the other. */
  tell(...happenings: readonly Happening[]): void;
  hangUp(): void;
  putDown(): void;
}

export function useTestCall(): TestTelephone {
  const server = useLine();
  const showFailure = useFailureToast();
  const [call, setCall] = useState<TestCall | null>(null);
  const [isConnecting, setConnecting] = useState(false);
  const [fault, setFault] = useState<MicrophoneFault | null>(null);
  const sound = useRef<SoundCall>(undefined);
  const told = useRef(0);
  const [hasSound, setHasSound] = useState(false);
  const change = (step: (call: TestCall) => TestCall): void => setCall((now) => now && step(now));
  useEffect(() => () => sound.current?.hangUp(), []);

  const ringAloud = async (flow: Flow, facts: Facts, isNumberShown: boolean): Promise<void> => {
    if (!server) return;
    setConnecting(true);
    setCall(newCall(flow, facts, isNumberShown));
    try {
      sound.current = await ringWithSound({
        server,
        flow,
        facts,
        callerNumber: isNumberShown ? callerNumber : null,
        onEvent: (event) => change((now) => follow(now, event, entryOf(event))),
        onOver: () => {
          sound.current = undefined;
          change((now) => (endOf(now) === null ? hangUp(now) : now));
        },
      });
    } catch (error) {
      setCall(null);
      if (error instanceof MicrophoneError) setFault(error.fault);
      else showFailure(error);
    } finally {
      setConnecting(false);
    }
  };
  return {
    call,
    hasSound,
    isConnecting,
    fault,
    ring: (flow, facts, options) => {
      setFault(null);
      setHasSound(options.hasSound);
      if (options.hasSound) void ringAloud(flow, facts, options.isNumberShown);
      else setCall(ringFlow(flow, facts, options.isNumberShown));
    },
    press: (key) => {
      if (!hasSound) return change((now) => press(now, key));
      sound.current?.key(key);
      // Shown while the entry goes on; the line says when it is complete.
      change((now) =>
        now.now?.verb === 'gather' && now.now.maxDigits > 1 ? { ...now, typed: now.typed + key } : now,
      );
    },
    tell: (...happenings) => {
      for (const happening of happenings) {
        told.current += 1;
        if (hasSound) sound.current?.tell({ ...happening.event, id: `editor-${told.current}` });
        else change((now) => take(now, happening));
      }
    },
    hangUp: () => (hasSound ? sound.current?.hangUp() : change(hangUp)),
    putDown: () => setCall(null),
  };
}
