// The call that this tab is on, kept over a reload: the server holds the line for some seconds.
import { z } from 'zod';
import { idSchema } from '../../server/platform/contract.ts';

const key = 'onecall.call';
const callSchema = z.object({ callId: idSchema, since: z.number(), isMuted: z.boolean() });
export type KeptCall = z.infer<typeof callSchema>;

export function keepCall(call: KeptCall | undefined): void {
  if (call) sessionStorage.setItem(key, JSON.stringify(call));
  else sessionStorage.removeItem(key);
}

export function keptCall(): KeptCall | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return callSchema.safeParse(kept).data;
  } catch {
    return undefined;
  }
}
