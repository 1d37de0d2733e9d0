// What the citizens of a day say: lines of a file, or the sentences that the city's own pack is tried with.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { loadPack } from '../../server/admin/pack/load.ts';
import { root } from '../bootstrap/project.mjs';
import type { CitizenMessage } from './citizens.ts';

const lineSchema = z.object({ id: z.coerce.string(), title: z.string().optional(), text: z.string() });

async function messagesIn(file: string, most = Number.POSITIVE_INFINITY): Promise<CitizenMessage[]> {
  const messages: CitizenMessage[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.trim()) messages.push(lineSchema.parse(JSON.parse(line)));
    if (messages.length >= most) break;
  }
  return messages;
}

const messagesOfPack = (): CitizenMessage[] =>
  loadPack(join(root, 'prisma/packs/shenzhen')).sentences.map(({ text }, index) => ({
    id: `${index + 1}`,
    text,
  }));

/**
 * @param file lines of `{id, title?, text}`; undefined: the sentences of the pack
 * @param count of messages; where there are fewer, other citizens say the same again. Undefined: each is said once
 */
export async function messagesOf(
  file: string | undefined,
  count: number | undefined,
): Promise<CitizenMessage[]> {
  const said = file === undefined ? messagesOfPack() : await messagesIn(file, count);
  return Array.from({ length: said.length === 0 ? 0 : (count ?? said.length) }, (_none, index) => {
    const round = Math.floor(index / said.length);
    const message = said[index % said.length];
    if (message === undefined) throw new RangeError('a round is longer than what is said in it');
    return round === 0 ? message : { ...message, id: `${message.id}-${round + 1}` };
  });
}
