// The order of a conversation's messages: by `seq`, which has no gaps, so a gap means that something was missed.

interface Numbered {
  id: string;
  conversationId: string;
  seq: number;
  createdAt: string;
}

/** Known and new messages, each once, in order. A later conversation takes the place of the one before. */
export function mergeMessages<M extends Numbered>(known: readonly M[], more: readonly M[]): M[] {
  const byId = new Map([...known, ...more].map((message) => [message.id, message]));
  const all = [...byId.values()];
  const newest = all.reduce<M | undefined>(
    (last, message) => (last && last.createdAt >= message.createdAt ? last : message),
    undefined,
  );
  return all
    .filter((message) => message.conversationId === newest?.conversationId)
    .sort((a, b) => a.seq - b.seq);
}

/** The number up to which nothing is missing: what a reconnecting client says it has. */
export function wholeUpTo(messages: readonly Numbered[]): number {
  const gap = messages.findIndex((message, index) => message.seq !== index + 1);
  return gap === -1 ? messages.length : gap;
}

export function hasGap(messages: readonly Numbered[]): boolean {
  return wholeUpTo(messages) < messages.length;
}
