// Which keys mean which action. Keys typed into a field, or while an input method composes, are never taken.
import { doublePressMs } from '../../design/double-press.ts';
import type { Action } from './action.ts';
import { isAllowed, readActions } from './registry.ts';

const storageKey = 'onecall.singleKeys';
const turnWithinMs = 1_200;

/** Whether shortcuts without Ctrl or ⌘ are on (WCAG 2.1.4 wants them to be switchable). */
export function singleKeysAreOn(): boolean {
  return localStorage.getItem(storageKey) !== 'off';
}

export function setSingleKeys(isOn: boolean): void {
  localStorage.setItem(storageKey, isOn ? 'on' : 'off');
}

/** The parts of a keyboard event that name a chord. */
export interface KeyPress {
  key: string;
  /** The place on the keyboard. */
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** A key press as a chord: `mod+k`, `shift+a`, `?`. Shift is not named where the sign itself needs it. */
export function chordOf(press: KeyPress): string {
  // With ⌥ a Mac writes another sign: there the place says which letter is meant.
  const placed = press.altKey ? /^(?:Key|Digit)(.)$/.exec(press.code)?.[1] : undefined;
  const key = (placed ?? press.key).toLowerCase().replace(/^arrow/, '');
  const isSign = placed === undefined && press.key.length === 1 && !/[a-z0-9]/i.test(press.key);
  return [
    (press.ctrlKey || press.metaKey) && 'mod',
    press.altKey && 'alt',
    press.shiftKey && !isSign && 'shift',
    key === ' ' ? 'space' : key,
  ]
    .filter(Boolean)
    .join('+');
}

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select'));

/** What a field of text does by itself. */
const ownKeysOfText: readonly string[] = ['mod+z', 'mod+shift+z'];

/** What an action would do now, where: the words say which way a switch would turn. */
const meaningOf = (action: Action): string => `${window.location.pathname} ${JSON.stringify(action)}`;

/** Listens to the keyboard for the whole page; returns what stops it. */
export function listenForShortcuts(): () => void {
  let before = '';
  let beforeAt = 0;
  let taken = { chord: '', at: 0, meaning: '' };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const chord = chordOf(event);
    const isSingle = !chord.startsWith('mod+') && !chord.startsWith('alt+');
    if (isSingle && !singleKeysAreOn()) return;
    if ((isSingle || ownKeysOfText.includes(chord)) && takesText(event.target)) return;
    // A dialog is in front: only its own keys count.
    if (
      document.querySelector(
        '[aria-modal="true"], [role="dialog"], [role="alertdialog"]:not(.oc-toast), [role="menu"]',
      )
    )
      return;
    const inTurn = event.timeStamp - beforeAt < turnWithinMs ? `${before} ${chord}` : '';
    before = chord;
    beforeAt = event.timeStamp;
    const actions = readActions().filter(isAllowed);
    const action =
      actions.find(({ shortcut }) => inTurn !== '' && shortcut === inTurn) ??
      actions.find(({ shortcut }) => shortcut === chord);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    before = '';
    // Held a little long, or pressed twice, it is meant once: a call must not go on hold and off again, nor the next
    // contact end with the one before it. The numbers for danger mean the same until they have been pressed twice.
    const meaning = meaningOf(action);
    const isSame = taken.chord === chord && event.timeStamp - taken.at < doublePressMs;
    const isSecond = event.repeat || (isSame && taken.meaning !== meaning);
    if (!event.repeat) taken = { chord, at: event.timeStamp, meaning };
    if (action.isStep === true || !isSecond) action.run();
  };
  // A button takes Enter for a press, held keys or not, and lets nobody hear of it.
  const onButton = (event: KeyboardEvent): void => {
    const { target } = event;
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    if (isChord && target instanceof Element && target.closest('button') !== null) onKeyDown(event);
  };
  window.addEventListener('keydown', onButton, { capture: true });
  window.addEventListener('keydown', onKeyDown);
  return () => {
    window.removeEventListener('keydown', onButton, { capture: true });
    window.removeEventListener('keydown', onKeyDown);
  };
}
