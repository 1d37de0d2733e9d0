// The house's own telephone: sound straight between this browser and the media server.

import { chosenDevice } from '../../../ivr/media/browser/devices.ts';
import {
  MicrophoneError,
  openMicrophone,
  openSoundLine,
  type SoundLine,
} from '../../../ivr/media/browser/sound-line.ts';
import {
  type PhoneNews,
  type PhoneRole,
  phoneSettingsSchema,
} from '../../../server/intake/hotline/contract.ts';
import { api } from '../../api/client.ts';
import { ApiFailure } from '../../api/failure.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';
import { followCall } from './following.ts';
import { lineDeeds } from './line-deeds.ts';
import { carryCall } from './one-page.ts';
import { thisPlace } from './place.ts';
import { type PhoneFault, silentPhone, Telephone } from './telephone.ts';
import {
  addWayIn,
  callerOf,
  factsOf,
  forgetCall,
  goBackToCall,
  joinCall,
  keepCall,
  keepMute,
  noteCaller,
  wasMuted,
} from './way-in.ts';

const qualityEveryMs = 2_000;
/** Longer than this page waits for nobody, another one carries the call. */
const elsewhereAfterMs = 300;
/** Oftener than a citizen's line waits for its agent. */
const lookEveryMs = 2_000;

let server: StaffSocket | undefined;
let sound: SoundLine | undefined;
/** The call that is being joined or talked on. */
let joined: string | undefined;
let joinedAs: PhoneRole = 'party';
/** Aborted when the call is over for this page, also while it waits for the one that carries it. */
let waiting: AbortController | undefined;
/** Lets another page carry it. */
let giveBack: (() => void) | undefined;
/** Calls that were hung up here: a ring that was already on its way is no new call. */
const over = new Set<string>();

export const embeddedPhone: Telephone = new Telephone({
  facts: silentPhone,
  deeds: {
    mute: (on) => {
      sound?.mute(on);
      if (joined !== undefined) keepMute(joined, on);
      embeddedPhone.change({ isMuted: on });
    },
    // The server ends our part with the contact, or with the sound.
    hangUp: close,
    ...lineDeeds(
      () => (server && joined !== undefined ? { server, interactionId: joined } : undefined),
      (error) => embeddedPhone.change({ refusal: { error } }),
    ),
    join: joinCall,
    rejoin: () => {
      const { interactionId } = embeddedPhone.read();
      if (interactionId !== null) joinCall(interactionId, joinedAs, () => isGone(interactionId));
    },
    takeHere: () => joined !== undefined && void join(joined, joinedAs, { isTaken: true }),
    answerInvitation: (accept) => {
      const { invitation } = embeddedPhone.read();
      embeddedPhone.change({ invitation: null });
      if (!invitation) return;
      const { interactionId, caller } = invitation;
      if (accept) {
        noteCaller(interactionId, caller);
        joinCall(interactionId, 'party');
      }
      // Where the call is over meanwhile, nobody waits for the answer.
      else
        void server
          ?.call('phone:command', { interactionId, command: { do: 'decline' } })
          .catch(() => undefined);
    },
  },
  open: (line) => {
    server = line;
    line.on('phone', hear);
    if (joined === undefined) goBackToCall();
  },
});

// A simulated call, or one of a carrier, has no sound here: nobody is asked for a microphone.
addWayIn('browser', (_line, interactionId, role) => void join(interactionId, role));
addWayIn('elsewhere', (_line, interactionId, role) => waitForOther(interactionId, role));
addWayIn('desk', (_line, interactionId, role) => void joinOnDesk(interactionId, role));

function hear(news: PhoneNews): void {
  const { interactionId } = news;
  switch (news.what) {
    case 'ring':
      if (joined === interactionId) return;
      // Whoever has left a call may be asked back into it.
      if (news.inviter) {
        const { inviter, caller = null, until = null } = news;
        embeddedPhone.change({ invitation: { interactionId, inviter, caller, until } });
      } else if (!over.has(interactionId)) void join(interactionId, 'party');
      return;
    case 'asked_no_more':
      forgetInvitation(interactionId);
      return;
    case 'declined':
    case 'handed_over':
      return;
    case 'call':
      if (interactionId !== joined) return;
      // Taken at another computer.
      if (news.place !== undefined && news.place !== thisPlace()) {
        if (embeddedPhone.read().state !== 'elsewhere') waitForOther(interactionId, joinedAs);
        return;
      }
      // News of a call come to those who are on it.
      if (embeddedPhone.read().isOnDesk) embeddedPhone.change({ state: 'talking' });
      embeddedPhone.change(factsOf(news));
      // Who was heard by the citizen is heard again after a reload, and who was not is not.
      if (news.role !== undefined && news.role !== joinedAs) {
        joinedAs = news.role;
        if (sound) keepCall(interactionId, joinedAs);
      }
      return;
    case 'cut':
      if (interactionId === joined && sound) comeBack(interactionId);
      return;
    case 'over':
      forgetInvitation(interactionId);
      if (interactionId === embeddedPhone.read().interactionId) isGone(interactionId);
      if (news.reason === 'line_lost') {
        // It is called back, and rings here as a call of its own.
        over.delete(interactionId);
        embeddedPhone.change({ broken: interactionId });
      }
      return;
  }
}

/** For this telephone the call is over; whoever only listened to it goes with a citizen who is passed on. */
function isGone(interactionId: string): void {
  const wasHeard = joinedAs === 'party';
  close();
  if (!wasHeard) void followCall(interactionId);
}

function forgetInvitation(interactionId: string): void {
  if (embeddedPhone.read().invitation?.interactionId === interactionId)
    embeddedPhone.change({ invitation: null });
}

/** The call is over, or somebody else's: passed on a moment ago, while the desk still showed it. */
const isNotOurs = (error: unknown): boolean =>
  error instanceof ApiFailure && ['not_found', 'forbidden'].includes(error.code);

/** A line on which nothing was ever heard would be cut again. */
function comeBack(interactionId: string): void {
  const hadSound = embeddedPhone.read().quality !== null;
  close();
  over.delete(interactionId);
  if (hadSound) void join(interactionId, joinedAs);
  else fail(interactionId, { reason: 'lost' });
}

/** Without sound the call is still shown, with what is wrong. */
function fail(interactionId: string, fault: PhoneFault): void {
  embeddedPhone.change({ state: 'failed', fault, interactionId, caller: callerOf(interactionId) });
}

/** Joins a call with the desk phone, which rings. One that is rung or on the call already stays so. */
async function joinOnDesk(interactionId: string, role: PhoneRole): Promise<void> {
  if (joined === interactionId || !server) return;
  close();
  joined = interactionId;
  joinedAs = role;
  embeddedPhone.change({
    ...silentPhone,
    state: 'connecting',
    interactionId,
    caller: callerOf(interactionId),
    isOnDesk: true,
  });
  try {
    await server.call('phone:ring_me', { interactionId, role });
  } catch (error) {
    if (joined !== interactionId) return;
    close();
    if (isNotOurs(error)) return;
    fail(interactionId, { words: error instanceof Error ? error.message : '' });
  }
}

/** Joins a call with this browser's microphone. One that is not (or no longer) ours to join is left alone. */
async function join(interactionId: string, role: PhoneRole, { isTaken = false } = {}): Promise<void> {
  if ((joined === interactionId && !isTaken) || !server) return;
  close();
  joined = interactionId;
  joinedAs = role;
  const line = server;
  waiting = new AbortController();
  const { signal } = waiting;
  const isStill = (): boolean => !signal.aborted;
  embeddedPhone.change({
    ...silentPhone,
    state: 'connecting',
    interactionId,
    caller: callerOf(interactionId),
  });
  try {
    if (!(await carriedHere(interactionId, signal, isTaken))) return;
    const { iceServers } = await api.get('/api/phone', phoneSettingsSchema);
    const opened = await openSoundLine({
      microphone: await openMicrophone(chosenDevice('microphone')),
      loudspeakerId: chosenDevice('loudspeaker'),
      iceServers,
      exchange: async (sdp) => {
        const offer = { interactionId, sdp, role, place: thisPlace(), isTaken };
        return (await line.call('phone:join', offer)).sdp;
      },
      onLost: () => {
        if (!isStill()) return;
        close();
        fail(interactionId, { reason: 'lost' });
      },
    });
    if (!isStill()) return opened.close();
    sound = opened;
    keepCall(interactionId, joinedAs);
    const isMuted = wasMuted(interactionId);
    if (isMuted) opened.mute(true);
    embeddedPhone.change({ state: 'talking', isMuted });
    watchQuality(opened);
  } catch (error) {
    if (!isStill()) return;
    close();
    if (isNotOurs(error)) return;
    if (error instanceof ApiFailure && error.code === 'conflict') return waitForOther(interactionId, role);
    const fault =
      error instanceof MicrophoneError
        ? { reason: error.fault }
        : { words: error instanceof Error ? error.message : '' };
    fail(interactionId, fault);
  }
}

/** The same person is on the call at another computer: it goes on here at a press, or when that one is off the line. */
function waitForOther(interactionId: string, role: PhoneRole): void {
  close();
  joined = interactionId;
  joinedAs = role;
  waiting = new AbortController();
  const { signal } = waiting;
  const caller = callerOf(interactionId);
  embeddedPhone.change({ ...silentPhone, state: 'elsewhere', interactionId, caller });
  const look = async (): Promise<void> => {
    const asked = { interactionId, place: thisPlace() };
    const via = (await server?.call('phone:reach', asked).catch(() => undefined))?.via;
    if (signal.aborted || via === 'elsewhere' || via === undefined) return;
    close();
    joinCall(interactionId, role);
  };
  const looks = setInterval(() => void look(), lookEveryMs);
  signal.addEventListener('abort', () => clearInterval(looks));
}

/** Waits until this page may carry the call; false when the wait was ended. */
async function carriedHere(interactionId: string, signal: AbortSignal, isTaken: boolean): Promise<boolean> {
  const said = setTimeout(
    () => !signal.aborted && embeddedPhone.change({ state: 'elsewhere' }),
    elsewhereAfterMs,
  );
  const onTaken = (): void => {
    if (signal.aborted) return;
    close();
    void join(interactionId, joinedAs);
  };
  try {
    const release = await carryCall(interactionId, { isTaken, signal, onTaken });
    if (signal.aborted) {
      release();
      return false;
    }
    giveBack = release;
    embeddedPhone.change({ state: 'connecting' });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    clearTimeout(said);
  }
}

/** Looks at the line every few seconds for as long as it is the one in use. */
function watchQuality(line: SoundLine): void {
  const watch = setInterval(() => {
    if (sound !== line) return clearInterval(watch);
    line.quality().then(
      (quality) => sound === line && embeddedPhone.change({ quality }),
      () => clearInterval(watch),
    );
  }, qualityEveryMs);
}

function close(): void {
  waiting?.abort();
  waiting = undefined;
  sound?.close();
  sound = undefined;
  giveBack?.();
  giveBack = undefined;
  if (joined !== undefined && embeddedPhone.read().state === 'talking') over.add(joined);
  joined = undefined;
  forgetCall();
  const { invitation } = embeddedPhone.read();
  embeddedPhone.change({ ...silentPhone, invitation });
}
