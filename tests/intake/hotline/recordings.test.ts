// Who hears what was recorded, what is written down of each listening, and how long it is kept.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Recordings } from '../../../server/intake/hotline/recordings.ts';
import { Transcripts } from '../../../server/intake/hotline/transcripts.ts';
import { Vault } from '../../../server/intake/hotline/vault.ts';
import { voicemailTicketOf } from '../../../server/intake/voice/house-events.ts';
import type { Actor } from '../../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../../server/platform/database.ts';
import { createLog } from '../../../server/platform/log.ts';
import { testDatabase } from '../../harness/database.ts';

const dayMs = 24 * 3_600_000;
const person = (roles: Actor['roles']): Actor => ({
  id: randomUUID(),
  username: 'somebody',
  name: { zh: '某人', en: 'Somebody' },
  roles,
  departmentCode: null,
  locale: 'zh',
  credential: '',
});
const dispatcher = person(['dispatcher']);
const officer = person(['officer']);

let folder: string;
let database: Database;
let vault: Vault;
let recordings: Recordings;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onecall-recordings-'));
  database = openDatabase(await testDatabase(), { publish: () => undefined });
  vault = new Vault(folder, Buffer.alloc(32, 7));
  const transcripts = new Transcripts({ database, recogniser: undefined, log: createLog('silent') });
  recordings = new Recordings({
    database,
    vault,
    transcripts,
    // No message here came out of a queue.
    routing: { interaction: () => Promise.reject(new Error('there is none')) },
    tickets: { mayHear: async ({ id }) => id === dispatcher.id },
  });
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A message that was left after hours, `days` ago. */
async function message(days: number): Promise<{ id: string; ref: string; ticketId: string }> {
  const ref = randomUUID();
  const callRef = `sip-here-${ref}`;
  const ticketId = voicemailTicketOf(callRef);
  const sink = vault.open(ref);
  sink.write(new Uint8Array(320).fill(0xff));
  await sink.close();
  const createdAt = new Date(Date.now() - days * dayMs);
  const row = { callRef, ticketId, providerRef: ref, url: `sealed:${ref}`, durationS: 3, createdAt };
  const { id } = await database.read.recording.create({ data: row, select: { id: true } });
  const line = { recordingRef: ref, side: 'citizen', fromMs: 0, text: '路灯不亮' };
  await database.read.transcriptLine.create({ data: line });
  return { id, ref, ticketId };
}

describe('a message that became a ticket', () => {
  it('is heard by whoever works on the ticket, and by nobody else; each listening is written down', async () => {
    const { id, ticketId } = await message(0);
    expect(await recordings.ofTicket(dispatcher, ticketId)).toMatchObject([{ id, mayListen: true }]);
    expect(await recordings.ofTicket(officer, ticketId)).toMatchObject([{ id, mayListen: false }]);
    await expect(recordings.listen(officer, id, '127.0.0.1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(recordings.read(officer, id, '127.0.0.1')).rejects.toMatchObject({ code: 'forbidden' });
    expect((await recordings.listen(dispatcher, id, '127.0.0.1')).bytes).toBeGreaterThan(44);
    const looks = await database.read.auditEntry.findMany({ where: { subjectId: id } });
    expect(looks.map(({ actorId, action }) => [actorId, action])).toEqual([
      [dispatcher.id, 'recording.listen'],
    ]);
  });
});

describe('the time that recordings are kept', () => {
  it('ends for sound, words and row together, and is written down; what is younger stays', async () => {
    const [old, young] = [await message(181), await message(179)];
    expect(await recordings.removeOld(180)).toBe(1);
    expect(await recordings.removeOld(180)).toBe(0);
    await expect(vault.read(old.ref)).rejects.toMatchObject({ code: 'not_found' });
    expect((await vault.read(young.ref)).bytes).toBe(320);
    expect(await recordings.ofTicket(dispatcher, old.ticketId)).toEqual([]);
    expect(await recordings.ofTicket(dispatcher, young.ticketId)).toHaveLength(1);
    const words = await database.read.transcriptLine.groupBy({ by: ['recordingRef'] });
    expect(words.map(({ recordingRef }) => recordingRef)).not.toContain(old.ref);
    const removed = await database.read.auditEntry.findMany({ where: { action: 'recording.remove' } });
    expect(removed).toMatchObject([{ subjectId: old.id, actorId: null, detail: { keptDays: 180 } }]);
  });

  it('does not end while the ticket is held', async () => {
    const { ref, ticketId } = await message(200);
    const citizen = await database.read.citizen.create({ data: {} });
    const matter = { number: 'SZ1', kind: 'help', title: '留言', text: '留言', channel: 'voice' } as const;
    await database.read.ticket.create({ data: { ...matter, id: ticketId, citizenId: citizen.id } });
    await database.read.ticketHold.create({ data: { ticketId, reason: '行政诉讼' } });
    expect(await recordings.removeOld(180)).toBe(0);
    expect((await vault.read(ref)).bytes).toBe(320);
    await database.read.ticketHold.delete({ where: { ticketId } });
    expect(await recordings.removeOld(180)).toBe(1);
  });
});
