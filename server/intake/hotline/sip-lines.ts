// SIP in a media process: the trunk's calls in and out, and desk telephones that are rung.
import { createHash } from 'node:crypto';
import { BlockList, isIPv4 } from 'node:net';
import type { Leg, Ringing } from '../../../ivr/media/index.ts';
import {
  accountAddress,
  calledNumber,
  callerNumber,
  type IncomingCall,
  openSip,
  resolveUri,
  SipLeg,
  type SipService,
} from '../../../ivr/sip/index.ts';
import type { HotlineConfig, SipConfig } from '../../platform/config.ts';
import type { Log } from '../../platform/log.ts';
import type { CarrierState } from '../../platform/pulse.ts';
import { uriAtTrunk } from '../../platform/sip-settings.ts';
import type { DeskContact, DeskPhones } from './desk-phones.ts';

/** The trunk's name may move to another address. */
const resolveEveryMs = 300_000;

/** A call that came in and was answered. */
export interface ArrivedCall {
  /** The same for the same INVITE, however often it comes. */
  name: string;
  callerNumber: string | null;
  calledNumber: string;
  leg: Leg;
}

interface Deps {
  config: SipConfig;
  media: HotlineConfig;
  deskPhones: DeskPhones;
  log: Log;
  /** Whether a call of this name runs already. */
  isRunning(name: string): boolean;
  /** Whether this process takes no new call now. */
  refuses(): boolean;
  carry(call: ArrivedCall): void;
}

/** A carrier that is refused asks its next route, and us again only then (RFC 3261, 21.5.4). */
const tryAgainAfterS = 5;

type Answered = Awaited<Ringing['answered']>;

export class SipLines {
  readonly #deps: Deps;
  #peers = new BlockList();
  #service: SipService | undefined;
  #watch: NodeJS.Timeout | undefined;
  #isRegistered = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws when an address is taken or not ours */
  async start(): Promise<void> {
    const { config, media, deskPhones, log } = this.#deps;
    await this.#findPeers();
    this.#watch = setInterval(() => void this.#findPeers(), resolveEveryMs);
    this.#watch.unref();
    this.#service = await openSip({
      listen: config.listen,
      address: media.address,
      ports: media.ports,
      rtpengine: config.rtpengine,
      door: {
        domain: config.domain,
        isPeer: (address) => isIPv4(address) && this.#peers.check(address),
        passwordHash: (account, algorithm) => deskPhones.passwordHash(account, algorithm),
      },
      onCall: (call) => this.#arrive(call),
      onRegistered: (account, bindings) => {
        deskPhones
          .noteContacts(account, bindings)
          .catch((error: unknown) => log.error({ err: error, account }, 'a telephone was not noted'));
      },
      onFault: (fault, { address }) => log.info({ fault, address }, 'something that is not SIP came'),
      onError: (error) => log.error({ err: error }, 'SIP'),
    });
    await this.#registerWithTrunk();
    log.info({ listen: config.listen, trunk: config.trunk?.uri.host }, 'SIP is open');
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    await this.#service?.stop();
  }

  async #findPeers(): Promise<void> {
    const { config, log } = this.#deps;
    const peers = new BlockList();
    for (const peer of config.peers) {
      const [address = '', bits] = peer.split('/');
      if (bits === undefined) peers.addAddress(address);
      else peers.addSubnet(address, Number(bits));
    }
    const trunk = config.trunk && (await resolveUri(config.trunk.uri));
    if (trunk) peers.addAddress(trunk.address);
    else if (config.trunk) log.warn({ trunk: config.trunk.uri.host }, 'the trunk has no address');
    this.#peers = peers;
  }

  async #registerWithTrunk(): Promise<void> {
    const { config, log } = this.#deps;
    const { trunk } = config;
    if (!trunk?.doesRegister || !trunk.credentials || !this.#service) return;
    const { agent } = this.#service;
    const uri = uriAtTrunk(trunk, null);
    const far = await agent.resolve(uri);
    if (!far) return;
    agent.register({
      uri,
      account: accountAddress(trunk.credentials.user, trunk.uri.host),
      credentials: trunk.credentials,
      contact: agent.contactFor(far),
      onState: (isRegistered, status) => {
        this.#isRegistered = isRegistered;
        if (isRegistered) log.info({ trunk: trunk.uri.host }, 'registered with the trunk');
        else log.warn({ trunk: trunk.uri.host, status }, 'the trunk did not register us');
      },
    });
  }

  /** The trunk, as this process has it. One that wants no registration is there when it is called. */
  get carrierStates(): CarrierState[] {
    const { trunk } = this.#deps.config;
    if (!trunk) return [];
    if (!trunk.doesRegister) return [{ kind: 'trunk', state: 'configured' }];
    return [{ kind: 'trunk', state: this.#isRegistered ? 'up' : 'down' }];
  }

  // ── in ──

  #arrive(call: IncomingCall): void {
    this.#answer(call).catch((error: unknown) => {
      this.#deps.log.error({ err: error }, 'a call could not be answered');
      call.reject(503);
    });
  }

  async #answer(call: IncomingCall): Promise<void> {
    const { request, source, account } = call;
    const service = this.#service;
    const tag = request.from.params.get('tag') ?? '';
    const name = createHash('sha256').update(`${request.callId} ${tag}`).digest('hex').slice(0, 32);
    if (!service || this.#deps.isRunning(name)) return call.reject(482);
    if (this.#deps.refuses()) return call.reject(503, [['retry-after', String(tryAgainAfterS)]]);
    const media = await service.openMedia(source);
    const session = await call.answer(media);
    if (!session) return;
    this.#deps.carry({
      name,
      callerNumber: callerNumber(request, account === null),
      calledNumber: calledNumber(request) ?? '',
      leg: new SipLeg(session, media),
    });
  }

  // ── out ──

  get hasTrunk(): boolean {
    return this.#deps.config.trunk !== undefined;
  }

  /** Rings a number over the trunk, for so long at most. */
  dial(number: string, ringS: number): Ringing {
    const { trunk, number: own, domain } = this.#deps.config;
    if (!trunk) return nobody;
    const from = accountAddress(own ?? trunk.credentials?.user ?? domain, trunk.uri.host);
    const ringing = this.#ring({ uri: uriAtTrunk(trunk, number), from, credentials: trunk.credentials });
    const tooLong = setTimeout(() => ringing.cancel(), ringS * 1_000);
    return { ...ringing, answered: ringing.answered.finally(() => clearTimeout(tooLong)) };
  }

  /** Rings desk telephones, all at once: the first that answers has the call. `from`: the number that they show. */
  ringDesk(
    contacts: readonly DeskContact[],
    from: string,
  ): { answered: Promise<SipLeg | DeskMiss>; cancel(): void } {
    const { domain } = this.#deps.config;
    const ringing = contacts.map(({ uri, flow }) =>
      this.#ring({ uri, flow, from: accountAddress(from, domain) }),
    );
    const cancel = (): void => {
      for (const one of ringing) one.cancel();
    };
    return { answered: firstOf(ringing), cancel };
  }

  #ring(to: {
    uri: string;
    from: ReturnType<typeof accountAddress>;
    flow?: DeskContact['flow'] | undefined;
    credentials?: { user: string; password: string } | undefined;
  }): DeskRinging {
    let isCancelled = false;
    let cancel = (): void => {
      isCancelled = true;
    };
    const place = async (): Promise<SipLeg | DeskMiss> => {
      const service = this.#service;
      const far = to.flow ?? (await service?.agent.resolve(to.uri));
      if (!service || !far) return 'failed';
      const media = await service.openMedia(far);
      if (isCancelled) {
        media.close();
        return 'canceled';
      }
      const call = service.agent.call({ ...to, media, contact: service.agent.contactFor(far) });
      cancel = () => call.cancel();
      const session = await call.answered;
      return typeof session === 'string' ? session : new SipLeg(session, media);
    };
    const answered = place().catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'a call could not be made');
      return 'failed' as const;
    });
    return { answered, cancel: () => cancel() };
  }
}

type DeskMiss = Exclude<Answered, Leg>;
interface DeskRinging {
  answered: Promise<SipLeg | DeskMiss>;
  cancel(): void;
}

const nobody: DeskRinging = { answered: Promise.resolve('failed'), cancel: () => undefined };

/** The first that answers; the others stop ringing. Of those that do not, what the last one said. */
async function firstOf(ringing: readonly DeskRinging[]): Promise<SipLeg | DeskMiss> {
  return new Promise((resolve) => {
    let open = ringing.length;
    let isTaken = false;
    if (open === 0) resolve('failed');
    for (const one of ringing) {
      void one.answered.then((answered) => {
        open -= 1;
        if (typeof answered === 'string') {
          if (open === 0 && !isTaken) resolve(answered);
          return;
        }
        if (isTaken) return answered.hangUp();
        isTaken = true;
        for (const other of ringing) if (other !== one) other.cancel();
        resolve(answered);
      });
    }
  });
}
