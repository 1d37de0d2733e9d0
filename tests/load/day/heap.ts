// What a running process holds after it has been made to collect its garbage, asked through its inspector.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

const answerSchema = z.object({ id: z.number(), result: z.object({ usedSize: z.number() }).partial() });

/** @param inspector its `ws://…` address. @returns megabytes in use */
export async function heapAfterCollection(inspector: string): Promise<number> {
  const line = new WebSocket(inspector);
  await once(line, 'open');
  try {
    const ask = async (id: number, method: string): Promise<number> => {
      line.send(JSON.stringify({ id, method }));
      for (;;) {
        const [said] = await once(line, 'message');
        const answer = answerSchema.safeParse(JSON.parse(String(said))).data;
        if (answer?.id === id) return answer.result.usedSize ?? 0;
      }
    };
    // What the first round only made collectable goes with the second.
    for (const id of [1, 2]) await ask(id, 'HeapProfiler.collectGarbage');
    return (await ask(3, 'Runtime.getHeapUsage')) / 1_048_576;
  } finally {
    line.close();
  }
}
