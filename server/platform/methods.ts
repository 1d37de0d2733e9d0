const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether a request of this method changes something. */
export const isWrite = (method: string): boolean => writes.has(method);
