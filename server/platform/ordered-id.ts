// Made by the server and by the pages: nothing here is Node's own.
const poolSize = 4_000;
const pool = new Uint8Array(poolSize);
let used = poolSize;
const hex = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, '0'));

/** @param keep the bits of it that are chance; `set` those that are always so */
function chance(keep = 0xff, set = 0): string {
  if (used === poolSize) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  used += 1;
  return hex[(byte & keep) | set] ?? '';
}

/**
 * A UUID of version 7 (RFC 9562, 5.7): the time, then chance. Rows that are written together stand together in the index,
 * which thousands of wholly random ones would scatter over all of it; and of tickets that are due at the same moment
 * those that were begun first stand first.
 */
export function orderedId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const head = `${time.slice(0, 8)}-${time.slice(8)}-${chance(0x0f, 0x70)}${chance()}-${chance(0x3f, 0x80)}${chance()}-`;
  return head + chance() + chance() + chance() + chance() + chance() + chance();
}
