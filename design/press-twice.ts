// Who presses everything twice, or holds a key down, means it once. A press that belongs to the one before it counts only
// where it finds what that one found: not on what has come under the finger or the focus meanwhile, nor to undo it. Keys
// of a telephone and steps through a list look the same after each press, and count each time.
import { doublePressMs } from './double-press.ts';

/** What can be pressed. */
const controls =
  'label, a, button, summary, input, select, textarea, [role="option"], [role="row"], [role="tab"], [role^="menuitem"]';
/** The deed of a view, and a way to elsewhere: nobody means it twice in one breath, even where it stays as it was. */
const onlyOnce = 'a[href], [type="submit"], [data-variant="primary"], [data-variant="danger"]';
const severalLines = 'textarea, [contenteditable="true"]';
/** Enter sends it, or chooses from its list and then sends it. */
const oneLine = 'input:not([type="checkbox"], [type="radio"], [role="combobox"])';
const writing = `${severalLines}, input:not([type="checkbox"], [type="radio"])`;
/** Held down, they go on with what they do. */
const going = /^(?:Arrow\w+|Page\w+|Home|End|Tab|Backspace|Delete)$/;
const pressing = /^(?:Enter| )$/;
const alone = /^(?:Shift|Control|Alt|AltGraph|Meta|CapsLock)$/;

/** What lies over the page, and comes and goes. */
const overlays = '.oc-popover, .oc-scrim';

/** How far a finger misses where it was, in CSS pixels. */
const sameFingerPx = 24;
/** How far a mouse moves within a double press, as systems have it. */
const sameSpotPx = 4;
const kept = 'onecall.press';

/** What a press finds: a control, or what else lies there. */
interface Found {
  control: Element | null;
  /** Of a control; where somebody writes they change with each key. */
  looks: string;
  /** In which it lies. */
  overlay: Element | null;
}

interface Press extends Found {
  at: number;
  x: number;
  y: number;
  /** It was on the page before this one. */
  isElsewhere: boolean;
}

function findAt(target: EventTarget | null): Found {
  if (!(target instanceof Element)) return { control: null, looks: '', overlay: null };
  const overlay = target.closest(overlays);
  const control = target.closest(controls);
  if (control === null || control.matches(writing)) return { control: control ?? target, looks: '', overlay };
  const state = ['aria-label', 'aria-pressed', 'aria-expanded', 'data-variant'].map((name) =>
    control.getAttribute(name),
  );
  const ticked = control instanceof HTMLLabelElement ? control.control : control;
  const isOn = ticked instanceof HTMLInputElement && ticked.checked;
  const isOpen = control.parentElement instanceof HTMLDetailsElement && control.parentElement.open;
  // A list fades for a moment: the dialog that it belongs to took a press on it for one beside itself.
  const isGoing = control.closest('[data-exiting]') !== null;
  return { control, looks: [control.textContent, ...state, isOn, isOpen, isGoing].join('\n'), overlay };
}

const counts = (before: Found, now: Found): boolean =>
  before.control === now.control && before.looks === now.looks && now.control?.matches(onlyOnce) !== true;

const stop = (event: Event): void => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

/** The last press on the page that was here before: it may just have led to this one. */
function pressBefore(): Press {
  const [time = 0, x = 0, y = 0] = (sessionStorage.getItem(kept) ?? '').split(' ').map(Number);
  sessionStorage.removeItem(kept);
  return { at: performance.now() - (Date.now() - time), x, y, isElsewhere: true, ...findAt(null) };
}

function watchPointer(): void {
  let last = pressBefore();
  // What lies there as the finger comes down: some things give way at once. Each press has one; a click without belongs to
  // a label. Times tell nothing: they are rounded, for some so far that two presses have the same.
  let down: Found | undefined;
  // It came down on what a list or a dialog has laid bare, or has covered, since the press before it.
  let isBeside = false;
  const isNear = (press: MouseEvent, px: number): boolean =>
    press.timeStamp - last.at < doublePressMs &&
    Math.hypot(press.clientX - last.x, press.clientY - last.y) < px;
  const isSecond = (click: MouseEvent): boolean => {
    // The system counts them, as fast as its user has told it that a double press is; of fingers not every browser does.
    if (click.detail > 1) return true;
    const isMouse = click instanceof PointerEvent && click.pointerType === 'mouse';
    if (isMouse && !last.isElsewhere) return false;
    return isNear(click, sameFingerPx);
  };
  const onClick = (click: MouseEvent): void => {
    // By a key, a program, or the label of a box: no press of its own.
    if (click.detail === 0 || down === undefined) return;
    const now = down;
    down = undefined;
    const isRefused = isBeside || (isSecond(click) && (last.isElsewhere || !counts(last, now)));
    last = { ...now, at: click.timeStamp, x: click.clientX, y: click.clientY, isElsewhere: false };
    if (!isRefused) return;
    stop(click);
    // React Aria would make up the click that it waits for.
    document.dispatchEvent(new PointerEvent('pointercancel'));
  };
  const onDown = (press: PointerEvent): void => {
    if (!press.isPrimary) return;
    down = findAt(press.target);
    // A mouse opens lists and ticks rows as it comes down: to stop its click would be too late.
    isBeside = press.pointerType === 'mouse' && down.overlay !== last.overlay && isNear(press, sameSpotPx);
    if (isBeside) press.stopImmediatePropagation();
  };
  const onMouseDown = (press: MouseEvent): void => {
    if (isBeside) stop(press);
  };
  window.addEventListener('pointerdown', onDown, { capture: true });
  window.addEventListener('mousedown', onMouseDown, { capture: true });
  window.addEventListener('click', onClick, { capture: true });
  window.addEventListener('pagehide', () => {
    const time = Date.now() - (performance.now() - last.at);
    sessionStorage.setItem(kept, [time, last.x, last.y].join(' '));
  });
}

function watchKeys(): void {
  let last: (Found & { key: string; at: number; target: EventTarget | null }) | undefined;
  let refused = '';
  const isHeld = ({ key, target }: KeyboardEvent): boolean => {
    if (going.test(key) || !(target instanceof Element)) return false;
    if (target !== last?.target) return true;
    return pressing.test(key) && !target.matches(key === 'Enter' ? severalLines : writing);
  };
  const isSecond = ({ key, target, timeStamp }: KeyboardEvent, now: Found): boolean =>
    last !== undefined &&
    pressing.test(key) &&
    key === last.key &&
    timeStamp - last.at < doublePressMs &&
    (target !== last.target ||
      !counts(last, now) ||
      (key === 'Enter' && now.control?.matches(oneLine) === true));
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, target, timeStamp, repeat } = event;
    if (event.isComposing || alone.test(key)) return;
    const now = findAt(target);
    const isRefused = repeat ? isHeld(event) : isSecond(event, now);
    if (!repeat) {
      last = { ...now, key, target, at: timeStamp };
      refused = isRefused ? key : '';
    }
    if (isRefused) stop(event);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    // Space presses a button as it is let go.
    if (event.key === refused) event.preventDefault();
    refused = '';
  };
  // Whoever has written since then means another.
  const onInput = (): void => {
    if (last) last.at = Number.NEGATIVE_INFINITY;
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  window.addEventListener('input', onInput, { capture: true });
  window.addEventListener('keyup', onKeyUp, { capture: true });
}

/** From now on a second press that belongs to the first does nothing by itself. Once per page. */
export function meanPressesOnce(): void {
  watchPointer();
  watchKeys();
}
