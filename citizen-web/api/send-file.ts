// A file on its way to the server: how far it is, and a way to stop it. `fetch` tells neither on a slow line.
import type { z } from 'zod';
import { answerOf, RequestFailure, saidOfEvery } from './client.ts';

/**
 * Sends one file as a form. @param onProgress gets the share that has left, 0 to 1
 * @throws RequestFailure (`stopped` when the signal said so, `offline` when no answer came)
 */
export async function sendFile<S extends z.ZodType>(
  path: string,
  loadShape: () => Promise<S>,
  file: File,
  { onProgress, signal }: { onProgress: (share: number) => void; signal: AbortSignal },
): Promise<z.infer<S>> {
  const form = new FormData();
  form.append('file', file);
  const request = new XMLHttpRequest();
  const stop = (): void => request.abort();
  const answered = new Promise<void>((resolve, reject) => {
    request.onload = () => resolve();
    request.onerror = () => reject(new RequestFailure('offline', ''));
    request.onabort = () => reject(new RequestFailure('stopped', ''));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
  });
  request.open('POST', path);
  for (const [name, value] of Object.entries(saidOfEvery())) request.setRequestHeader(name, value);
  signal.addEventListener('abort', stop);
  request.send(form);
  if (signal.aborted) stop();
  try {
    await answered;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return answerOf(request.status >= 200 && request.status < 300, request.responseText, loadShape);
}
