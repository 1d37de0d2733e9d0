import { useEffect, useState } from 'react';
import type { z } from 'zod';
import { readNow } from '../../design/now.ts';
import { ask, okShape, RequestFailure } from '../api/client.ts';

/**
 * What a telephone that was proved by a code sees until its session ends. `seen` is undefined until it was asked for, and
 * null without a session.
 */
export function useCodeSession<T extends { until: string }>(
  path: string,
  shape: () => Promise<z.ZodType<T>>,
) {
  const [seen, setSeen] = useState<T | null>();
  const [hasFailed, setFailed] = useState(false);
  const load = async (): Promise<void> => {
    setSeen(await ask(path, shape));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once; who has no session proves their telephone first
  useEffect(() => {
    load().catch((error: unknown) => {
      setSeen(null);
      setFailed(!(error instanceof RequestFailure && error.code === 'not_signed_in'));
    });
  }, []);
  // What lies on the screen ends with the session.
  useEffect(() => {
    if (!seen) return;
    const timer = setTimeout(() => setSeen(null), Date.parse(seen.until) - readNow());
    return () => clearTimeout(timer);
  }, [seen]);
  const leave = (): void => {
    setSeen(null);
    ask(`${path}/session/end`, okShape, { body: {} }).catch(() => setFailed(true));
  };
  return { seen, hasFailed, load, leave };
}
