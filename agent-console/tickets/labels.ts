// What timelines name: every command that staff, citizens or the system give.
import { z } from 'zod';

export const commandLabels = z.enum([
  'create',
  'dispatch',
  'accept',
  'return',
  'contact',
  'reply',
  'approve',
  'send_back',
  'extend',
  'ask_citizen',
  'citizen_answered',
  'follow_up',
  'close',
  'urge',
  'supervise',
  'note',
  'decline',
  'refer',
  'merge',
  'rework',
  'clock_warning',
  'clock_breach',
  'clock_recompute',
]);
export type CommandLabel = z.infer<typeof commandLabels>;
