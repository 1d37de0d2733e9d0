// Somebody asks how a matter stands in another system: the cache, the breaker, the call, and the log of it.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Prisma } from '#database';
import type { Secrets } from '../platform/auth/secret.ts';
import { bilingualSchema, timeSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type Breakers, SystemFailure } from './breakers.ts';
import {
  type ConnectorDefinition,
  connectorDefinitionSchema,
  type LookupAnswer,
  type LookupChannel,
  type LookupFailure,
  type System,
} from './contract.ts';
import { callOf, type Given, readAnswer, readGiven, starred } from './core.ts';
import { isExample, type Line } from './line.ts';

/** What a connector's secrets are sealed for. */
export const sealedFor = (code: string): string => `connector:${code}`;
export const secretValuesSchema = z.record(z.string(), z.string());

const cachedSchema = z.object({ state: bilingualSchema, at: timeSchema.nullable() });
/** Wrong proofs for one number, and for how long they count: nobody finds four digits by trying. */
const mostMisses = 5;
const missesForS = 15 * 60;

export interface Asker {
  channel: LookupChannel | 'test';
  actorId?: string;
  conversationId?: string;
}

/** What came of a question, with what only administrators see. */
export interface Told extends LookupAnswer {
  failure: LookupFailure | null;
  status: number | null;
  ms: number;
}

/** A system with what it is called in words, and how its questions are keyed, in their order. */
export interface Asked {
  system: System;
  words: string[];
  keyed: Pick<ConnectorDefinition['asks'][number], 'signs' | 'callerDigits'>[];
}

interface Deps {
  database: Database;
  redis: Redis;
  secrets: Secrets;
  line: Line;
  breakers: Breakers;
  /** Port of the demonstration's double, where there is one. */
  double: () => number | undefined;
}

type Found = Pick<Told, 'outcome' | 'state' | 'at' | 'status'>;
const notFound = (status: number): Found => ({ outcome: 'not_found', state: null, at: null, status });

export class LookUps {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What can be asked for here. */
  async systems(channel: LookupChannel): Promise<System[]> {
    return (await this.active(channel)).map(({ system }) => system);
  }

  /** The same with what text messages and callers call it, and how each question is keyed. */
  async active(channel: LookupChannel): Promise<Asked[]> {
    const { read } = this.#deps.database;
    const rows = await read.connector.findMany({ where: { isActive: true }, orderBy: { code: 'asc' } });
    const known = rows
      .map(({ code, definition }) => ({ code, definition: connectorDefinitionSchema.parse(definition) }))
      .filter(({ definition }) => definition.channels.includes(channel));
    const codes = known.map(({ definition }) => definition.departmentCode);
    const departments = await read.department.findMany({ where: { code: { in: codes } } });
    return known.map(({ code, definition }) => {
      const department = departments.find((one) => one.code === definition.departmentCode);
      const { nameZh, nameEn, asks, words } = definition;
      return {
        words,
        keyed: asks.map(({ signs, callerDigits }) => ({ signs, callerDigits })),
        system: {
          code,
          name: { zh: nameZh, en: nameEn },
          department: { zh: department?.nameZh ?? '', en: department?.nameEn ?? '' },
          asks: asks.map((one) => ({
            name: one.name,
            label: { zh: one.nameZh, en: one.nameEn },
            isSecret: one.isSecret,
          })),
          isDemo: this.#isDemo(definition),
        },
      };
    });
  }

  /**
   * Asks, and writes down who asked for whose matter.
   * @throws AppError `not_found` for what cannot be asked here, `bad_request`, `rate_limited` after many wrong proofs
   */
  async ask(code: string, given: Given, asker: Asker): Promise<LookupAnswer> {
    const { outcome, state, at, isDemo } = await this.told(code, given, asker);
    return { outcome, state, at, isDemo };
  }

  /** Asks past cache and breaker, also a connector that is switched off. @throws AppError as `ask` */
  tryOut(code: string, given: Given, actorId: string): Promise<Told> {
    return this.told(code, given, { channel: 'test', actorId });
  }

  /** As `ask`, with why there is no answer: a caller hears that in words of ours. @throws AppError as `ask` */
  async told(code: string, given: Given, asker: Asker): Promise<Told> {
    const { database, redis, secrets, breakers } = this.#deps;
    const row = await database.read.connector.findUnique({ where: { code } });
    if (!row) throw new AppError('not_found');
    const definition = connectorDefinitionSchema.parse(row.definition);
    const isTest = asker.channel === 'test';
    if (!isTest && !(row.isActive && definition.channels.some((one) => one === asker.channel)))
      throw new AppError('not_found');
    const told = readGiven(definition, given);
    if (!told) throw new AppError('bad_request', { issues: [{ path: 'given', message: 'incomplete' }] });
    const number = told[definition.asks[0]?.name ?? ''] ?? '';
    const from = performance.now();
    const keep = async (found: Found, failure: LookupFailure | null, isCached = false): Promise<Told> => {
      const ms = Math.round(performance.now() - from);
      const { outcome, status } = found;
      const { channel, actorId = null, conversationId = null } = asker;
      await database.read.connectorLookup.create({
        data: {
          code,
          channel,
          actorId,
          conversationId,
          subject: starred(number),
          outcome,
          failure,
          status,
          ms,
          isCached,
        },
      });
      return { ...found, failure, ms, isDemo: this.#isDemo(definition) };
    };
    const misses = `connector:{${code}}:misses:${secrets.mark(number, sealedFor(code))}`;
    if (!isTest && Number((await redis.get(misses)) ?? 0) >= mostMisses) throw new AppError('rate_limited');
    const mark = secrets.mark(JSON.stringify(told), sealedFor(code));
    const cacheKey = `connector:{${code}}:${row.version}:${mark}`;
    const cached = isTest ? null : await redis.get(cacheKey);
    if (cached !== null) {
      const known = cachedSchema.parse(JSON.parse(cached));
      return keep({ outcome: 'found', ...known, status: null }, null, true);
    }
    const call = (): Promise<Found> => this.#call(row, definition, told);
    // A proof counts as wrong until it is known to be none: many at one moment are no more tries than one after the other.
    if (!isTest && (await this.#tries(misses)) > mostMisses) {
      await redis.decr(misses);
      throw new AppError('rate_limited');
    }
    let isMiss = false;
    try {
      const found = await (isTest ? call() : breakers.through(row, call));
      if (found.outcome === 'found' && definition.request.cacheS > 0)
        await redis.set(
          cacheKey,
          JSON.stringify({ state: found.state, at: found.at }),
          'EX',
          definition.request.cacheS,
        );
      isMiss = found.outcome === 'not_found';
      return await keep(found, null);
    } catch (error) {
      if (!(error instanceof SystemFailure)) throw error;
      const { failure, status } = error;
      return await keep({ outcome: 'unavailable', state: null, at: null, status }, failure);
    } finally {
      if (!isTest && !isMiss) await redis.decr(misses);
    }
  }

  /** One more try. @returns how many there are with it */
  async #tries(misses: string): Promise<number> {
    const answers = await this.#deps.redis.multi().incr(misses).expire(misses, missesForS).exec();
    return Number(answers?.[0]?.[1]);
  }

  /** @throws SystemFailure */
  async #call(row: Prisma.ConnectorModel, definition: ConnectorDefinition, told: Given): Promise<Found> {
    const { line, double } = this.#deps;
    const call = callOf(definition, told, this.secretsOf(row));
    if (!call) throw new SystemFailure('secret_missing');
    const reply = await line.ask(call, { withinMs: definition.request.timeoutMs, double: double() });
    if ('failure' in reply) throw new SystemFailure(reply.failure);
    const { status, text } = reply;
    if (status === 404 || status === 410) return notFound(status);
    if (status < 200 || status >= 300) throw new SystemFailure('refused', status);
    const read = readAnswer(definition, text);
    if ('failure' in read) throw new SystemFailure(read.failure, status);
    return { outcome: 'found', state: read.state, at: read.at?.toISOString() ?? null, status };
  }

  secretsOf({ code, secrets }: { code: string; secrets: string | null }): Record<string, string> {
    if (secrets === null) return {};
    return secretValuesSchema.parse(JSON.parse(this.#deps.secrets.unseal(secrets, sealedFor(code))));
  }

  #isDemo({ request }: ConnectorDefinition): boolean {
    return this.#deps.double() !== undefined && isExample(addressOf(request.url));
  }
}

/** An address with its places filled: a template need not be an address. */
const addressOf = (template: string): string => template.replace(/\{[^}]*\}/g, '0');
