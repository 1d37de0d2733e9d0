// What citizens write further in a contact that runs. Whatever waits at one moment is stored in one transaction: it
// costs hardly more than a single message. What needs more than to be appended is left to the way of a single one.
import type { Database } from '../platform/database.ts';
import { gathered } from '../platform/gathered.ts';
import type { Log } from '../platform/log.ts';
import { notNow } from '../platform/outage.ts';
import { mayRise, type Routing } from '../routing/index.ts';
import type { SendMessage } from './contract.ts';
import { appendFurther, type Appended, type MessageRow } from './store.ts';

/** So many are stored together at most, so that the next are made ready while Postgres stores these. */
const mostTogether = 64;

/** A citizen's message on its way in. */
export interface Incoming {
  citizenId: string;
  message: SendMessage;
  /** The socket that it came by. */
  cameBy?: string | undefined;
}

export class FurtherMessages {
  readonly #append: (waiting: Incoming) => Promise<Appended | undefined>;
  /** The last that each citizen sent and waits for. */
  readonly #inTurn = new Map<string, { id: string; appended: Promise<Appended> }>();

  /** @param onStored what was committed, before anybody is told of it */
  constructor(deps: {
    database: Database;
    routing: Routing;
    log: Log;
    isDanger: (text: string) => boolean;
    onStored: (messages: readonly MessageRow[]) => void;
  }) {
    const { database, routing, log, isDanger, onStored } = deps;
    const store = async (waiting: readonly Incoming[]): Promise<Map<Incoming, Appended>> => {
      let stored: Appended[] = [];
      await database.change(
        async (change) => {
          const citizens = waiting.map(({ citizenId }) => citizenId);
          const contacts = await routing.lockRunningContacts(change, 'chat', citizens);
          const contactOf = new Map(contacts.map((contact) => [contact.citizenId, contact]));
          stored = await appendFurther(
            change,
            waiting.flatMap(({ citizenId, cameBy, message: { id, text } }) => {
              const interaction = contactOf.get(citizenId);
              // Who tells of danger while they wait goes before others: that is more than to append.
              const isRise = interaction && mayRise(interaction) && isDanger(text);
              return interaction && !isRise ? [{ id, text, citizenId, cameBy, interaction }] : [];
            }),
          );
        },
        {
          hold: (publish) => {
            onStored(stored.map(({ message }) => message));
            publish();
          },
        },
      );
      const storedBy = new Map(stored.map((appended) => [appended.message.id, appended]));
      return new Map(
        waiting.flatMap((one) => {
          const appended = storedBy.get(one.message.id);
          return appended ? [[one, appended]] : [];
        }),
      );
    };
    this.#append = gathered(
      async (waiting: readonly Incoming[]) =>
        store(waiting).catch((error: unknown) => {
          // Where Postgres is away or slow, another try for each would only keep everybody waiting.
          if (notNow(error)) throw error;
          log.warn({ err: error }, 'messages are stored one by one');
          return new Map<Incoming, Appended>();
        }),
      { most: mostTogether, atOnce: 4 },
    );
  }

  /**
   * Appends a message to the citizen's contact, after all that this citizen wrote before. Resolves after the commit.
   * What is sent again while the first is under way shares its answer.
   * @param alone stores what cannot be stored with others: the first of a contact, what was sent before, files
   */
  async append(incoming: Incoming, alone: () => Promise<Appended>): Promise<Appended> {
    const { citizenId, message } = incoming;
    const before = this.#inTurn.get(citizenId);
    if (before?.id === message.id) return before.appended;
    const appended = (async () => {
      await before?.appended.catch(() => undefined);
      const isPlain = message.attachmentIds.length === 0;
      return (isPlain ? await this.#append(incoming) : undefined) ?? (await alone());
    })();
    this.#inTurn.set(citizenId, { id: message.id, appended });
    try {
      return await appended;
    } finally {
      if (this.#inTurn.get(citizenId)?.appended === appended) this.#inTurn.delete(citizenId);
    }
  }
}
