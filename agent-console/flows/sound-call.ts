// The page's browser as the telephone of a test call: sound by WebRTC, and each event as the line takes it.
import type { CallEvent } from '../../ivr/event.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { chosenDevice } from '../../ivr/media/browser/devices.ts';
import { openMicrophone, openSoundLine } from '../../ivr/media/browser/sound-line.ts';
import type { Facts } from '../../ivr/session.ts';
import { phoneSettingsSchema } from '../../server/intake/hotline/contract.ts';
import type { RehearsalNews } from '../../server/intake/hotline/rehearsal/contract.ts';
import { api } from '../api/client.ts';
import type { StaffSocket } from '../realtime/staff-socket.ts';

export interface SoundCall {
  key(key: string): void;
  /** Lets something happen in the house's place. */
  tell(event: CallEvent): void;
  hangUp(): void;
}

/**
 * Rings the draft. `onEvent` hears of every event in order, `onOver` of the end, once.
 * @throws MicrophoneError, ApiFailure
 */
export async function ringWithSound(options: {
  server: StaffSocket;
  flow: Flow;
  facts: Facts;
  callerNumber: string | null;
  onEvent: (event: CallEvent) => void;
  onOver: () => void;
}): Promise<SoundCall> {
  const { server, flow, facts, callerNumber } = options;
  const microphone = await openMicrophone(chosenDevice('microphone'));
  let callRef: string | undefined;
  const early: RehearsalNews[] = [];
  const take = ({ callRef: whose, news }: RehearsalNews): void => {
    if (whose !== callRef) return;
    if (news.what === 'event') options.onEvent(news.event);
    else end();
  };
  // The line speaks at once; the answer that names the call may come behind its first event.
  const stopHearing = server.on('rehearsal', (each) =>
    callRef === undefined ? early.push(each) : take(each),
  );
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    stopHearing();
    line?.close();
    options.onOver();
  };
  let line: Awaited<ReturnType<typeof openSoundLine>> | undefined;
  try {
    const { iceServers } = await api.get('/api/phone', phoneSettingsSchema);
    line = await openSoundLine({
      microphone,
      loudspeakerId: chosenDevice('loudspeaker'),
      iceServers,
      exchange: async (sdp) => {
        const begun = await server.call('flow:ring', { sdp, flow, facts, callerNumber });
        ({ callRef } = begun);
        return begun.sdp;
      },
      onLost: end,
    });
  } catch (error) {
    stopHearing();
    for (const track of microphone.getTracks()) track.stop();
    throw error;
  }
  for (const each of early) take(each);
  const tell = (event: CallEvent): void => {
    if (callRef !== undefined) server.call('flow:tell', { callRef, event }).catch(() => undefined);
  };
  return {
    tell,
    key: (key) => void line?.key(key),
    hangUp: () => {
      tell({ type: 'hangup', id: 'hangup' });
      line?.close();
    },
  };
}
