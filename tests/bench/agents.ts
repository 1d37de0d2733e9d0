// Agents of the demo at their consoles, who take what the routing engine brings them.
import type { Socket } from 'socket.io-client';
import pg from 'pg';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import {
  type InteractionView,
  interactionViewSchema,
  offerViewSchema,
  presenceViewSchema,
} from '../../server/routing/contract.ts';

/** Lets agents have so many contacts in hand, of whatever channel. */
export async function makeRoom(
  databaseUrl: string,
  usernames: readonly string[],
  capacity: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `UPDATE "Agent" SET capacity = $2, limits = '{}' WHERE "userId" IN (SELECT id FROM "User" WHERE username = ANY($1))`,
      [usernames, capacity],
    );
  } finally {
    await client.end();
  }
}

/** Opens the console of an agent who is there. @param onTaken told of each contact that they took */
export async function openConsole(
  base: string,
  username: string,
  onTaken: (contact: InteractionView, line: Socket) => void,
): Promise<Socket> {
  const api = new Api(base);
  await api.signIn(username, 'onecall-demo');
  const line = await connect(base, '/staff', { cookie: api.cookie });
  line.on('offer', (raw: unknown) => {
    const { id: offerId } = offerViewSchema.parse(raw);
    // What fails ends the bench.
    void call(line, 'offer:accept', { offerId }, interactionViewSchema).then((contact) =>
      onTaken(contact, line),
    );
  });
  await call(line, 'presence:set', { state: 'available' }, presenceViewSchema);
  return line;
}
