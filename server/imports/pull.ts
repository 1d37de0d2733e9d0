// Pulls a file from an address that an editor named, and from nowhere inside: after each redirect, too.
import type { IncomingMessage } from 'node:http';
import { askOutward, ForbiddenAddress } from '../platform/outward.ts';
import { mostFileBytes, type PullFailure } from './contract.ts';

const withinMs = 120_000;
const mostRedirects = 3;

export class PullError extends Error {
  readonly failure: PullFailure;

  constructor(failure: PullFailure) {
    super(failure);
    this.failure = failure;
  }
}

interface Known {
  etag: string | null;
  lastModified: string | null;
}
/** Null: the file is the one that is known. */
type Pulled = (Known & { bytes: Buffer; name: string }) | null;

/**
 * @param known what the address said of its file the last time
 * @param networks private networks (CIDR) that may be reached all the same
 * @throws PullError
 */
export async function pull(url: string, known: Known, networks: readonly string[]): Promise<Pulled> {
  const signal = AbortSignal.timeout(withinMs);
  try {
    let at = new URL(url);
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await ask(at, known, networks, signal);
      const { statusCode = 0, headers } = answer;
      if (statusCode >= 300 && statusCode < 400 && statusCode !== 304) {
        // What comes with it may have no end.
        answer.destroy();
        if (!headers.location || !URL.canParse(headers.location, at)) throw new PullError('refused');
        at = new URL(headers.location, at);
        continue;
      }
      if (statusCode === 304) {
        answer.destroy();
        return null;
      }
      if (statusCode !== 200) {
        answer.destroy();
        throw new PullError('refused');
      }
      return {
        bytes: await collect(answer),
        name: decodeURIComponentSafely(at.pathname.split('/').at(-1) || at.hostname),
        etag: headers.etag ?? null,
        lastModified: headers['last-modified'] ?? null,
      };
    }
    throw new PullError('too_many_redirects');
  } catch (error) {
    if (error instanceof PullError) throw error;
    if (error instanceof ForbiddenAddress) throw new PullError('address_forbidden');
    throw new PullError(signal.aborted ? 'too_slow' : 'unreachable');
  }
}

function ask(
  url: URL,
  { etag, lastModified }: Known,
  networks: readonly string[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return askOutward(url, networks, {
    signal,
    agent: false,
    headers: {
      'user-agent': 'OneCall',
      'accept-encoding': 'identity',
      ...(etag && { 'if-none-match': etag }),
      ...(lastModified && { 'if-modified-since': lastModified }),
    },
  });
}

async function collect(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes > mostFileBytes) {
      answer.destroy();
      throw new PullError('too_large');
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
