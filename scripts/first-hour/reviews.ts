// The supervisor of the demo judges some talks, over the API, by the city's forms.
import { z } from 'zod';
import { chooseContactSchema, judgeSchema, reviewViewSchema } from '../../server/quality/contract.ts';
import { demoPassword } from '../demo-day/agents.ts';
import { Api } from '../demo-day/api.ts';
import type { Played } from './talks.ts';

const chosenSchema = z.object({ id: z.uuid() });

/** @throws Refusal, or when `signal` aborts */
export async function judgeTalks(
  base: string,
  played: readonly Played[],
  signal: AbortSignal,
): Promise<void> {
  const supervisor = new Api(base);
  await supervisor.signIn('supervisor', demoPassword);
  try {
    for (const { interactionId, talk } of played) {
      signal.throwIfAborted();
      if (!talk.review) continue;
      const { form, answers, note } = talk.review;
      const chosen = chooseContactSchema.parse({ interactionId, formCode: form });
      const { id } = await supervisor.post('/api/quality/reviews', chosen, chosenSchema);
      const path = `/api/quality/reviews/${id}`;
      const { version } = await supervisor.get(path, reviewViewSchema);
      const result = judgeSchema.parse({ version, answers, note, comments: [], isFinished: true });
      await supervisor.put(path, result, reviewViewSchema);
    }
  } finally {
    await supervisor.signOut();
  }
}
