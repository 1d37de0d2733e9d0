import { afterEach, expect, it, vi } from 'vitest';
import { changeMicrophone } from '../../../ivr/media/browser/sound-line.ts';

const stop = vi.fn();
const microphone = { getTracks: () => [{ stop }] };
const plugIn = (getUserMedia: () => Promise<unknown>) =>
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });

afterEach(() => {
  vi.unstubAllGlobals();
  stop.mockReset();
});

it('a microphone that another program has leaves the one before', async () => {
  plugIn(() => Promise.reject(new DOMException('', 'NotReadableError')));
  const speakInto = vi.fn();
  await changeMicrophone({ speakInto }, 'usb');
  expect(speakInto).not.toHaveBeenCalled();
});

it('a microphone that comes when the call is over is let go', async () => {
  plugIn(() => Promise.resolve(microphone));
  await changeMicrophone({ speakInto: () => Promise.reject(new Error('the line is closed')) }, 'usb');
  expect(stop).toHaveBeenCalledOnce();
});

it('a microphone that speaks is kept', async () => {
  plugIn(() => Promise.resolve(microphone));
  const speakInto = vi.fn(() => Promise.resolve());
  await changeMicrophone({ speakInto }, 'usb');
  expect(speakInto).toHaveBeenCalledWith(microphone);
  expect(stop).not.toHaveBeenCalled();
});
