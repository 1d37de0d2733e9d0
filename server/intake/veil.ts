// A conversation as others than its agent read it.
import { veilText } from '../platform/privacy.ts';
import type { MessageView } from './contract.ts';

/** Messages without people's numbers. */
export function veilMessages(messages: readonly MessageView[]): MessageView[] {
  return messages.map((message) => ({ ...message, text: veilText(message.text, 'numbers') }));
}
