// Text messages over a carrier's SMPP 3.4, both ways.
import type { SmppConfig } from '../../../platform/config.ts';
import type { Database } from '../../../platform/database.ts';
import type { Log } from '../../../platform/log.ts';
import { type Piece, type SmsGateway, SmsRefused } from '../gateway.ts';
import type { Receipt } from '../outgoing.ts';
import { Arrivals, type IncomingSms } from './arrivals.ts';
import { type ClientTimes, SmppClient } from './client.ts';
import { type Address, type Sm, statuses, tags } from './pdu.ts';
import { isReceipt, providerRefOf, readReceipt } from './receipt.ts';
import { RefusedByCarrier } from './session.ts';
import { encodeText, splitText } from './text.ts';

const headerBit = 0x40;
const finalReceipt = 1;
const sweepEveryMs = 15_000;
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
  /** Binds and takes messages in from now on. */
  start(on: { receive(sms: IncomingSms): Promise<void>; receipt(receipt: Receipt): Promise<void> }): void;
  stop(): Promise<void>;
}

/**
 * A submission that is not answered, because the line broke or the carrier is slow, is submitted again: SMPP has no
 * key by which a carrier would know it, so it may reach the telephone twice; not to send it might lose it. It stays
 * with the one part that was under way. All parts keep their reference, by which telephones drop a part that they
 * have, and `user_message_reference`, by which carriers that look for doubles find them.
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
  let sweeping: NodeJS.Timeout | undefined;

  const piece =
    (sm: Sm): Piece =>
    async () => {
      try {
        return { providerRef: providerRefOf(await client.submit(sm)), delivery: 'sent' };
      } catch (error) {
        if (error instanceof RefusedByCarrier && !passing.has(error.status))
          throw new SmsRefused(error.message);
        throw error;
      }
    };

  return {
    serviceNumber: config.source,
    pieces({ to, text, seq }) {
      const reference = Number(seq & 0xffffn);
      const mark = Buffer.from([reference >> 8, reference & 0xff]);
      const common = { source, destination: addressOf(to), registeredDelivery: finalReceipt };
      const tlvs = new Map([[tags.userMessageReference as number, mark]]);
      if (config.long === 'payload') {
        const { coding, bytes } = encodeText(text);
        const message = Buffer.alloc(0);
        const carried = new Map([...tlvs, [tags.messagePayload, bytes] as const]);
        return [piece({ ...common, coding, esmClass: 0, message, tlvs: carried })];
      }
      const { coding, messages } = splitText(text, reference);
      const esmClass = messages.length > 1 ? headerBit : 0;
      return messages.map((message) => piece({ ...common, coding, esmClass, message, tlvs }));
    },
    start({ receive, receipt }) {
      const arrivals = new Arrivals(database, receive);
      client.start({
        async deliver(sm) {
          try {
            if (!isReceipt(sm)) return await arrivals.take(sm);
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

/** E.164 is international; other digits are a short or national number; anything else is a name. */
function addressOf(number: string): Address {
  if (/^\+\d+$/.test(number)) return { ton: 1, npi: 1, digits: number.slice(1) };
  if (/^\d+$/.test(number)) return { ton: 0, npi: 1, digits: number };
  return { ton: 5, npi: 0, digits: number };
}
