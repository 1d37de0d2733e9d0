// Recordings that Twilio made for us: fetched, sealed into our own vault, and deleted there. Tried until it is done.
import type twilio from 'twilio';
import type { RecordingReport } from '../../../ivr/index.ts';
import { stereoMuLaw } from '../../../ivr/media/index.ts';
import type { TwilioConfig } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { Vault } from '../hotline/vault.ts';
import { voicemailTicketOf } from '../voice/house-events.ts';
import { atBase } from './client.ts';
import { unlessGone } from './gone.ts';

/** What was not fetched within the attempts of its job is looked for so often. */
const sweepEveryMs = 60_000;

interface Deps {
  database: Database;
  jobs: Jobs;
  client: ReturnType<typeof twilio>;
  config: TwilioConfig;
  vault: Vault;
  log: Log;
}

export class CarrierRecordings {
  readonly #deps: Deps;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.jobs.perform(deps.database, 'recordings', {
      'recording.left': ({ recordingId }) => this.#bringHome(recordingId),
    });
  }

  start(): void {
    this.#sweeper = setInterval(() => void this.#sweep(), sweepEveryMs);
    this.#sweeper.unref();
  }

  stop(): void {
    clearInterval(this.#sweeper);
  }

  /** Twilio has a recording of a call. The same news again change nothing. */
  async note({ callRef, recordingRef, url, durationS, purpose }: RecordingReport): Promise<void> {
    await this.#deps.database.change(async ({ tx, emit }) => {
      const call = await tx.callSession.findUnique({ where: { callRef }, select: { interactionId: true } });
      const { count } = await tx.recording.createMany({
        data: {
          callRef,
          providerRef: recordingRef,
          url,
          durationS,
          interactionId: call?.interactionId ?? null,
          ticketId: purpose === 'voicemail' ? voicemailTicketOf(callRef) : null,
          isAtCarrier: true,
        },
        skipDuplicates: true,
      });
      if (count === 0) return;
      const { id } = await tx.recording.findUniqueOrThrow({ where: { providerRef: recordingRef } });
      emit('recording.left', { recordingId: id });
    });
  }

  async #sweep(): Promise<void> {
    const { database, log } = this.#deps;
    const before = new Date(Date.now() - sweepEveryMs);
    try {
      const left = await database.read.recording.findMany({
        where: { isAtCarrier: true, createdAt: { lt: before } },
        select: { id: true },
        take: 100,
      });
      for (const { id } of left) await this.#bringHome(id);
    } catch (error) {
      log.warn({ err: error }, 'recordings still lie with the carrier');
    }
  }

  async #bringHome(id: string): Promise<void> {
    const { database, client } = this.#deps;
    const row = await database.read.recording.findUnique({ where: { id } });
    if (!row?.isAtCarrier) return;
    if (!row.url.startsWith('sealed:')) {
      await this.#seal(id, row.url);
      await database.read.recording.update({ where: { id }, data: { url: `sealed:${id}` } });
    }
    await unlessGone(client.recordings(row.providerRef).remove());
    await database.read.recording.update({ where: { id }, data: { isAtCarrier: false } });
  }

  /** Downloads a recording with both its channels into the vault. One that breaks off is begun anew. */
  async #seal(id: string, url: string): Promise<void> {
    const { config, vault } = this.#deps;
    const address = atBase(config, `${url}.wav?RequestedChannels=2`);
    const authorization = `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`;
    const answer = await fetch(address, { headers: { authorization } });
    if (!answer.ok || !answer.body) throw new Error(`the carrier's recording answers ${answer.status}`);
    const sink = vault.open(id);
    try {
      for await (const octets of stereoMuLaw(answer.body)) sink.write(octets);
    } finally {
      await sink.close();
    }
  }
}
