// What somebody was writing to a citizen: it stays in this browser until it is sent.

const keyOf = (conversationId: string): string => `onecall.draft.${conversationId}`;

export const readReplyDraft = (conversationId: string): string =>
  localStorage.getItem(keyOf(conversationId)) ?? '';

export function keepReplyDraft(conversationId: string, text: string): void {
  if (text) localStorage.setItem(keyOf(conversationId), text);
  else localStorage.removeItem(keyOf(conversationId));
}
