// What administrators do with identity providers. Every version is kept; the client's secret goes in and never comes out.
import { z } from 'zod';
import type { Prisma } from '#database';
import { staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Bilingual, pageQuerySchema } from '../platform/contract.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import {
  type ProviderDefinition,
  type ProviderView,
  providerDefinitionSchema,
  type providerHintSchema,
  type providerInputSchema,
  type providerTriedSchema,
} from './contract.ts';
import { faultOf } from './fault.ts';
import { type House, type Houses, sealedFor } from './houses.ts';

const most = 20;

export class Providers {
  readonly #deps: { database: Database; secrets: Secrets; houses: Houses; publicUrl: string };

  constructor(deps: { database: Database; secrets: Secrets; houses: Houses; publicUrl: string }) {
    this.#deps = deps;
  }

  /** What a provider is to be told of us. Each has an address of its own to send browsers back to. */
  addresses(code: string): ProviderView['addresses'] {
    const at = (path: string): string => new URL(path, this.#deps.publicUrl).href;
    return {
      signIn: at(`/console/signed-in/${code}`),
      signOut: at('/console/'),
      backChannel: at(`/api/session/providers/${code}/ended`),
    };
  }

  /** @throws AppError `not_found` for one that is unknown or switched off */
  async active(code: string) {
    const row = await this.#deps.database.read.signInProvider.findUnique({ where: { code } });
    if (!row?.isActive) throw new AppError('not_found');
    return row;
  }

  /** What the page of those who are not signed in offers. */
  async doors(): Promise<{ code: string; name: Bilingual }[]> {
    const rows = await this.#deps.database.read.signInProvider.findMany({
      where: { isActive: true },
      orderBy: { code: 'asc' },
    });
    return rows.map(({ code, definition }) => {
      const { nameZh, nameEn } = providerDefinitionSchema.parse(definition);
      return { code, name: { zh: nameZh, en: nameEn } };
    });
  }

  async read(): Promise<ProviderView[]> {
    const { read } = this.#deps.database;
    const [rows, counts] = await Promise.all([
      read.signInProvider.findMany({ orderBy: { code: 'asc' } }),
      read.externalIdentity.groupBy({ by: ['issuer'], _count: true }),
    ]);
    return rows.map(({ code, version, isActive, secret, ...row }) => {
      const definition = providerDefinitionSchema.parse(row.definition);
      return {
        code,
        version,
        isActive,
        definition,
        hasSecret: secret !== null,
        linked: counts.find(({ issuer }) => isSameHouse(issuer, definition))?._count ?? 0,
        addresses: this.addresses(code),
      };
    });
  }

  /** Makes one (version 0) or changes it. @returns its version @throws AppError `version_conflict`, `bad_request` */
  async save(actorId: string, code: string, input: z.infer<typeof providerInputSchema>): Promise<number> {
    const { definition, isActive, secret } = input;
    return this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'SignInProvider', 'code', code);
      const before = await tx.signInProvider.findUnique({ where: { code } });
      await demandVersion(tx, subjectOf(code), before, input.version);
      if (!before && (await tx.signInProvider.count()) >= most) throw new AppError('too_large');
      await demandDepartments(tx, definition);
      const version = await write(tx, actorId, code, { definition, isActive });
      if (secret !== undefined) {
        const sealed = secret === null ? null : this.#deps.secrets.seal(secret, sealedFor(code));
        await tx.signInProvider.update({ where: { code }, data: { secret: sealed } });
      }
      const action = before ? 'provider.change' : 'provider.create';
      await note(tx, actorId, action, code, {
        version,
        isActive,
        ...(secret !== undefined && { what: 'secret' }),
      });
      return version;
    });
  }

  /** What it was before is what it is again, as a new version. @throws AppError `not_found`, `version_conflict` */
  async revert(actorId: string, code: string, { version, to }: { version: number; to: number }) {
    return this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'SignInProvider', 'code', code);
      const [before, old] = await Promise.all([
        tx.signInProvider.findUnique({ where: { code } }),
        tx.signInProviderVersion.findUnique({ where: { code_version: { code, version: to } } }),
      ]);
      if (!before || !old) throw new AppError('not_found');
      await demandVersion(tx, subjectOf(code), before, version);
      const definition = providerDefinitionSchema.parse(old.definition);
      const now = await write(tx, actorId, code, { definition, isActive: old.isActive });
      await note(tx, actorId, 'provider.revert', code, { version: now, from: to });
      return now;
    });
  }

  /** Latest first. @throws AppError `not_found` */
  async versions(code: string) {
    const { database } = this.#deps;
    const rows = await database.read.signInProviderVersion.findMany({
      where: { code },
      orderBy: { version: 'desc' },
      take: 100,
    });
    if (rows.length === 0) throw new AppError('not_found');
    const names = await staffNames(
      database,
      rows.flatMap(({ editedBy }) => editedBy ?? []),
    );
    return rows.map(({ version, isActive, definition, editedBy, editedAt }) => ({
      version,
      isActive,
      definition: providerDefinitionSchema.parse(definition),
      editedBy: (editedBy !== null && names.get(editedBy)) || null,
      editedAt: editedAt.toISOString(),
    }));
  }

  /** Asks the provider what it is, also one that is switched off. @throws AppError `not_found` */
  async tryOut(code: string): Promise<z.infer<typeof providerTriedSchema>> {
    const row = await this.#row(code);
    const { houses } = this.#deps;
    const from = performance.now();
    const took = (): number => Math.round(performance.now() - from);
    try {
      const house = await houses.discover(row);
      const keys = await houses.countKeys(house);
      const told = house.configuration.serverMetadata();
      const found = {
        issuer: told.issuer,
        authorization: told.authorization_endpoint ?? null,
        token: told.token_endpoint ?? null,
        userinfo: told.userinfo_endpoint ?? null,
        endSession: told.end_session_endpoint ?? null,
        backChannel: told.backchannel_logout_supported === true,
        keys,
        algorithms: told.id_token_signing_alg_values_supported ?? [],
        hints: hintsOf(house, row.secret !== null),
      };
      const isWhole = found.authorization !== null && found.token !== null && keys > 0;
      return { fault: isWhole ? null : 'no_endpoint', ms: took(), found };
    } catch (error) {
      return { fault: faultOf(error), ms: took(), found: null };
    }
  }

  /** Whose accounts are linked, by the order in which they were made. @throws AppError `not_found` */
  async linked(code: string, { cursor, limit }: z.infer<typeof pageQuerySchema>) {
    const issuers = await this.#issuersOf(code);
    const [after] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [];
    const rows = await this.#deps.database.read.externalIdentity.findMany({
      where: { issuer: { in: issuers }, ...(after !== undefined && { userId: { gt: after } }) },
      orderBy: { userId: 'asc' },
      take: limit + 1,
      include: { user: { select: { username: true, nameZh: true, nameEn: true } } },
    });
    const items = rows.map(({ userId, subject, linkedAt, lastUsedAt, hadFactor, user }) => ({
      userId,
      subject,
      hadFactor,
      username: user.username,
      name: { zh: user.nameZh, en: user.nameEn },
      linkedAt: linkedAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    }));
    return toPage(items, limit, (row) => [row.userId]);
  }

  /** The provider's word is no longer this account's; what it opened ends with it. @throws AppError `not_found` */
  async unlink(actorId: string, code: string, userId: string, ip: string): Promise<string[]> {
    const issuers = await this.#issuersOf(code);
    return this.#deps.database.change(async ({ tx }) => {
      const where = { userId, issuer: { in: issuers } };
      if ((await tx.externalIdentity.deleteMany({ where })).count === 0) throw new AppError('not_found');
      const detail = { source: code };
      await audit(tx, {
        actorId,
        action: 'identity.unlink',
        subjectType: 'user',
        subjectId: userId,
        detail,
        ip,
      });
      return issuers;
    });
  }

  async #row(code: string): Promise<Prisma.SignInProviderModel> {
    const row = await this.#deps.database.read.signInProvider.findUnique({ where: { code } });
    if (!row) throw new AppError('not_found');
    return row;
  }

  /** As a provider may write itself: with the slash at its end and without. */
  async #issuersOf(code: string): Promise<string[]> {
    const { issuer } = providerDefinitionSchema.parse((await this.#row(code)).definition);
    const base = issuer.replace(/\/$/, '');
    return [base, `${base}/`];
  }
}

const isSameHouse = (issuer: string, definition: ProviderDefinition): boolean =>
  issuer.replace(/\/$/, '') === definition.issuer.replace(/\/$/, '');

function hintsOf(
  { configuration, definition }: House,
  hasSecret: boolean,
): z.infer<typeof providerHintSchema>[] {
  const told = configuration.serverMetadata();
  const { clientAuth, scopes, endsThere } = definition;
  // Without a word about it, a provider takes `client_secret_basic` (OpenID Connect Discovery 1.0, 3).
  const proofs = told.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const known = told.scopes_supported;
  return [
    ...(configuration.serverMetadata().supportsPKCE() ? [] : (['no_pkce'] as const)),
    ...(proofs.includes(clientAuth) ? [] : (['auth_method'] as const)),
    ...(endsThere && told.end_session_endpoint === undefined ? (['no_sign_out'] as const) : []),
    ...(told.userinfo_endpoint === undefined ? (['no_userinfo'] as const) : []),
    ...(known && scopes.split(' ').some((scope) => !known.includes(scope)) ? (['scope'] as const) : []),
    ...(clientAuth !== 'none' && !hasSecret ? (['secret_missing'] as const) : []),
  ];
}

async function write(
  tx: Tx,
  actorId: string,
  code: string,
  { definition, isActive }: { definition: ProviderDefinition; isActive: boolean },
): Promise<number> {
  const fresh = { definition, isActive, editedAt: new Date() };
  const { version } = await tx.signInProvider.upsert({
    where: { code },
    create: { code, ...fresh },
    update: { ...fresh, version: { increment: 1 } },
  });
  await tx.signInProviderVersion.create({ data: { code, version, definition, isActive, editedBy: actorId } });
  return version;
}

async function demandDepartments(tx: Tx, { create }: ProviderDefinition): Promise<void> {
  if (!create) return;
  const { departments, departmentCode } = create;
  const codes = new Set([
    ...departments.map(({ code }) => code),
    ...(departmentCode === null ? [] : [departmentCode]),
  ]);
  const known = await tx.department.count({ where: { code: { in: [...codes] } } });
  if (known < codes.size)
    throw new AppError('bad_request', {
      issues: [{ path: 'definition.create', message: 'unknown department' }],
    });
}

const subjectOf = (subjectId: string) => ({ subjectType: 'provider', subjectId });

const note = (tx: Tx, actorId: string, action: string, code: string, detail: object): Promise<void> =>
  audit(tx, { actorId, action, ...subjectOf(code), detail });
