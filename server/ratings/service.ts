// Use cases of ratings: a talk is over and its citizen is asked, by the telephone or in the chat; they say, or they do not.
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { InteractionView } from '../routing/contract.ts';
import type { Routing } from '../routing/index.ts';
import type { AskedRating, RateChat } from './contract.ts';
import { isEndedTalk, isOpenToRating } from './core.ts';
import { noteAsked, readStand, writeFirst, writeRating } from './store.ts';

/** An end that is not written yet is now. */
const endOf = ({ endedAt }: InteractionView): Date => new Date(endedAt ?? Date.now());

export class Ratings {
  readonly #database: Database;
  readonly #routing: Pick<Routing, 'interaction' | 'wasLeftToOthers'>;
  readonly #isHandedOff: (interactionId: string) => Promise<boolean>;

  constructor(deps: {
    database: Database;
    routing: Pick<Routing, 'interaction' | 'wasLeftToOthers'>;
    jobs: Jobs;
    /** Whether a matter of the contact went to the emergency command: nobody in danger is asked. */
    isHandedOff: (interactionId: string) => Promise<boolean>;
  }) {
    const { database, routing } = deps;
    this.#database = database;
    this.#routing = routing;
    this.#isHandedOff = deps.isHandedOff;
    // The chat shows the question by itself when it is over: that it was put is written down here.
    deps.jobs.perform(database, 'service-ratings', {
      'interaction.ended': async ({ interactionId, agentId }) => {
        if (agentId === null) return;
        const interaction = await routing.interaction(interactionId);
        if (await this.#isAskedInChat(interaction))
          await noteAsked(database.sql, interactionId, endOf(interaction));
      },
    });
  }

  /**
   * The talk of a caller is over, and they are still on the line: whether they are asked how it was. Not when somebody
   * outside had them last, or an emergency service, nor when it was us who called.
   */
  async askCaller(change: Change, interactionId: string): Promise<boolean> {
    const { agentId, acceptedAt } = await this.#routing.interaction(interactionId);
    if (agentId === null || acceptedAt === null) return false;
    if (await this.#routing.wasLeftToOthers(interactionId)) return false;
    if (await this.#isHandedOff(interactionId)) return false;
    await noteAsked(change.sql, interactionId, new Date());
    return true;
  }

  /** A caller's key. The first one stands, however often it is told. */
  async rateCall(change: Change, interactionId: string, score: number): Promise<void> {
    await writeFirst(change.sql, interactionId, score, new Date());
  }

  /** What the chat of a citizen asks about a contact; null: nothing. */
  async askedOf(interaction: InteractionView): Promise<AskedRating | null> {
    if (!(await this.#isAskedInChat(interaction))) return null;
    const stand = await readStand(this.#database.sql, interaction.id);
    const score = stand?.score ?? null;
    const isClosed = !isOpenToRating(endOf(interaction), stand?.ratedAt ?? null, new Date());
    return score === null && isClosed ? null : { score, isClosed };
  }

  async #isAskedInChat(interaction: InteractionView): Promise<boolean> {
    const isOver = interaction.channel === 'chat' && isEndedTalk(interaction);
    return isOver && !(await this.#isHandedOff(interaction.id));
  }

  /**
   * A citizen rates a chat of theirs that is over.
   * @throws AppError `not_found` for what is none of theirs, `wrong_state` while it goes on or when it is too late
   */
  async rateChat(citizenId: string, { interactionId, score, words }: RateChat): Promise<AskedRating> {
    const interaction = await this.#routing.interaction(interactionId);
    if (interaction.citizenId !== citizenId || interaction.channel !== 'chat')
      throw new AppError('not_found');
    if (!isEndedTalk(interaction)) throw new AppError('wrong_state');
    const now = new Date();
    await this.#database.change(async ({ sql, emit }) => {
      await noteAsked(sql, interactionId, endOf(interaction));
      await sql.run('SELECT 1 FROM "ServiceRating" WHERE "interactionId" = $1 FOR UPDATE', [interactionId]);
      const ratedAt = (await readStand(sql, interactionId))?.ratedAt ?? null;
      if (!isOpenToRating(endOf(interaction), ratedAt, now)) throw new AppError('wrong_state');
      await writeRating(sql, { interactionId, score, words: words || null, at: now });
      emit('chat.rated', { conversationId: interaction.conversationId, citizenId });
    });
    return { score, isClosed: false };
  }
}
