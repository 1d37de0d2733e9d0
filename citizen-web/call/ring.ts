// The sound of a call that comes in: 450 Hz, 1 s on and 4 s off, as on Chinese lines (GB 3380).
const burstS = 1;
const everyMs = 5_000;

/** Rings until the returned function is called. Silent where the browser lets no page sound before a touch. */
export function startRinging(): () => void {
  const context = new AudioContext();
  const burst = (): void => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    volume.gain.value = 0.2;
    tone.frequency.value = 450;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + burstS);
  };
  burst();
  const again = setInterval(burst, everyMs);
  return () => {
    clearInterval(again);
    void context.close();
  };
}
