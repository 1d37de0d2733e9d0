import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';

/** Bad fields in a webhook are the sender's fault, with a clear answer. */
export function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof z.ZodError) throw new AppError('bad_request');
    throw error;
  }
}
