import { useState } from 'react';
import { RequestFailure } from './client.ts';

/** What a form sends: whether it is under way, what went wrong the last time, and how to begin. `send` never throws. */
export function useSending() {
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const send = async (work: () => Promise<void>): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(error instanceof RequestFailure ? error : new RequestFailure('unavailable', ''));
    } finally {
      setSending(false);
    }
  };
  return { isSending, failure, send };
}
