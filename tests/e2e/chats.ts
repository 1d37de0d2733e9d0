// An agent at the console, and citizens who write to them.
import type { Page } from 'playwright-core';
import { chatting } from '../../scripts/docs-screens/shift.ts';
import type { App } from '../harness/app.ts';
import { takeContacts } from './pages.ts';

type Citizen = Awaited<ReturnType<typeof chatting>>;

/** A citizen says the words in the chat, and the agent has taken it. */
async function takeChat(base: string, desk: Page, words: string): Promise<Citizen> {
  const citizen = await chatting(base);
  await citizen.say(words);
  await desk.getByRole('button', { name: '接受' }).waitFor();
  await desk.keyboard.press('Alt+a');
  await desk.getByRole('log').getByText(words).waitFor();
  return citizen;
}

/** The agent begins to take contacts, and has one of each of these words, the last of them open. */
export async function takeChats(
  { app }: { app: App },
  desk: Page,
  words: readonly string[],
): Promise<Citizen[]> {
  await takeContacts(desk);
  const citizens: Citizen[] = [];
  for (const said of words) citizens.push(await takeChat(app.base, desk, said));
  return citizens;
}
