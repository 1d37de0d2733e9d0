/**
 * Waits until `done` is called or the signal is aborted. `begin` starts what calls `done`, and may return what stops
 * it; it is stopped either way.
 */
export function until(
  signal: AbortSignal,
  begin: (done: () => void) => (() => void) | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    let stop: (() => void) | undefined;
    let isDone = false;
    const finish = (): void => {
      if (isDone) return;
      isDone = true;
      signal.removeEventListener('abort', finish);
      stop?.();
      resolve();
    };
    signal.addEventListener('abort', finish);
    const started = begin(finish);
    if (isDone) started?.();
    else stop = started;
  });
}
