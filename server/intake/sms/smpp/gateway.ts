// Text messages over a carrier's SMPP 3.4, both ways.
import type { SmppConfig } from '../../../platform/config.ts';
import type { Database } from '../../../platform/database.ts';
import type { Log } from '../../../platform/log.ts';
import { type Piece, type SmsGateway, SmsRefused } from '../gateway.ts';
import type { Receipt } from '../outgoing.ts';
import { Arrivals, type IncomingSms } from './arrivals.ts';
import { type ClientTimes, SmppClient } from './client.ts';
import { Doubts } from './doubts.ts';
import { type Address, type Sm, statuses, tags } from './pdu.ts';
import { isReceipt, messageIdOf, providerRefOf, readReceipt } from './receipt.ts';
import { RefusedByCarrier, Unanswered } from './session.ts';
import { encodeText, splitText } from './text.ts';

const headerBit = 0x40;
const finalReceipt = 1;
const sweepEveryMs = 15_000;
/** Carriers bring receipts that waited for us as soon as we are bound again. */
const receiptWithinMs = 8_000;
/** A part that is not there after so long does not come: carriers try for minutes, and the citizen waits. */
const partPatienceMs = 60_000;
/** "Try again" in other words than "too fast". */
const passing: ReadonlySet<number> = new Set([
  statuses.systemError,
  statuses.temporary,
  statuses.throttled,
  statuses.queueFull,
]);

export interface SmppGateway extends SmsGateway {
  /** Whether there is a line to the carrier now. */
  readonly isBound: boolean;
  /** Binds and takes messages in from now on. */
  start(on: { receive(sms: IncomingSms): Promise<void>; receipt(receipt: Receipt): Promise<void> }): void;
  stop(): Promise<void>;
}

/**
 * A submission that is not answered, because the line broke or the carrier is slow, is submitted again unless a receipt
 * with our mark says meanwhile that the carrier has it. Where carriers do not give the mark back it may reach the
 * telephone twice; not to send it might lose it. It stays with the one part that was under way, whose mark is the same
 * each time, for carriers that look for doubles by it.
 */
export function smppGateway(deps: {
  config: SmppConfig;
  database: Database;
  log: Log;
  times?: ClientTimes;
}): SmppGateway {
  const { config, database, log } = deps;
  const client = new SmppClient(config, log, deps.times);
  const source = addressOf(config.source);
  const doubts = new Doubts(receiptWithinMs);
  let sweeping: NodeJS.Timeout | undefined;

  const piece =
    (sm: Sm): Piece =>
    async () => {
      const key = keyOf(sm.destination, sm);
      const proven = await doubts.settle(key);
      if (proven !== null) return { providerRef: providerRefOf(proven), delivery: 'sent' };
      try {
        return { providerRef: providerRefOf(await client.submit(sm)), delivery: 'sent' };
      } catch (error) {
        if (error instanceof Unanswered) doubts.begin(key);
        if (error instanceof RefusedByCarrier && !passing.has(error.status))
          throw new SmsRefused(error.message);
        throw error;
      }
    };

  return {
    serviceNumber: config.source,
    get isBound() {
      return client.isBound;
    },
    pieces({ to, text, seq }) {
      const reference = Number(seq & 0xffffn);
      const common = { source, destination: addressOf(to), registeredDelivery: finalReceipt };
      if (config.long === 'payload') {
        const { coding, bytes } = encodeText(text);
        const tlvs = new Map([markOf(seq, 0), [tags.messagePayload, bytes] as const]);
        return [piece({ ...common, coding, esmClass: 0, message: Buffer.alloc(0), tlvs })];
      }
      const { coding, messages } = splitText(text, reference);
      const esmClass = messages.length > 1 ? headerBit : 0;
      return messages.map((message, part) =>
        piece({ ...common, coding, esmClass, message, tlvs: new Map([markOf(seq, part)]) }),
      );
    },
    start({ receive, receipt }) {
      const arrivals = new Arrivals(database, receive);
      client.start({
        async deliver(sm, settled) {
          try {
            if (!isReceipt(sm)) return await arrivals.take(sm, settled);
            const messageId = messageIdOf(sm);
            if (messageId) doubts.prove(keyOf(sm.source, sm), messageId);
            const read = readReceipt(sm);
            if (read) await receipt(read);
            return null;
          } catch (error) {
            log.error({ err: error }, 'a text message could not be stored; the carrier brings it again');
            throw error;
          }
        },
        proved: (ids) => arrivals.prove(ids),
      });
      sweeping = setInterval(() => {
        arrivals
          .sweep(partPatienceMs)
          .catch((error: unknown) => log.warn({ err: error }, 'sweep of arrived text messages failed'));
      }, sweepEveryMs);
    },
    async stop() {
      clearInterval(sweeping);
      await client.stop();
    },
  };
}

/** Sixteen bits that tell the pieces to one number apart for as long as one may be under way. */
function markOf(seq: bigint, part: number): readonly [number, Buffer] {
  const mark = Buffer.alloc(2);
  mark.writeUInt16BE(Number((seq * 16n + BigInt(part)) & 0xffffn));
  return [tags.userMessageReference, mark];
}

/** What a piece and its receipt have in common. */
function keyOf({ digits }: Address, { tlvs }: Sm): string {
  return `${digits}:${tlvs.get(tags.userMessageReference)?.toString('hex') ?? ''}`;
}

/** E.164 is international; other digits are a short or national number; anything else is a name. */
function addressOf(number: string): Address {
  if (/^\+\d+$/.test(number)) return { ton: 1, npi: 1, digits: number.slice(1) };
  if (/^\d+$/.test(number)) return { ton: 0, npi: 1, digits: number };
  return { ton: 5, npi: 0, digits: number };
}
