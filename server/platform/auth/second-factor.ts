// One-time codes from a telephone (RFC 6238: SHA-1, six digits, 30 s, as every authenticator app reads them).
import { createHash, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Role } from '../contract.ts';
import type { Database } from '../database.ts';
import { AppError } from '../errors.ts';
import type { Secrets } from './secret.ts';

const issuer = 'OneCall';
const periodS = 30;
/** A telephone's clock may be off by one period either way. */
const window = 1;
const recoveryCodes = 10;
/** Without signs that look alike. */
const recoverySigns = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const recoveryLength = 10;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({
    issuer,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodS,
  });

/** Sealed for one person: another's row opens nothing. */
const sealedFor = (userId: string): string => `second-factor:${userId}`;

/** As people type it: with blanks, hyphens, small letters. */
const bare = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase();
const hashOf = (recoveryCode: string): string =>
  createHash('sha256').update(bare(recoveryCode)).digest('hex');

function newRecoveryCode(): string {
  const signs = Array.from({ length: recoveryLength }, () => recoverySigns[randomInt(recoverySigns.length)]);
  return `${signs.slice(0, 5).join('')}-${signs.slice(5).join('')}`;
}

export class SecondFactor {
  readonly #database: Database;
  readonly #secrets: Secrets;

  constructor(database: Database, secrets: Secrets) {
    this.#database = database;
    this.#secrets = secrets;
  }

  /** Makes a secret for a telephone; it guards nothing before `confirm`. @throws AppError `conflict` when one guards */
  async begin(user: { id: string; username: string }): Promise<{ secret: string; address: string }> {
    const secret = new Secret({ size: 20 }).base32;
    const fresh = {
      secret: this.#secrets.seal(secret, sealedFor(user.id)),
      lastStep: 0,
      recoveryHashes: [],
    };
    const { secondFactor } = this.#database.read;
    await secondFactor.createMany({ data: [{ userId: user.id, ...fresh }], skipDuplicates: true });
    const { count } = await secondFactor.updateMany({
      where: { userId: user.id, confirmedAt: null },
      data: fresh,
    });
    if (count === 0) throw new AppError('conflict');
    return { secret, address: totpOf(secret, user.username).toString() };
  }

  /**
   * Takes the first code: from now on the factor guards. @returns the recovery codes, which nobody can read again
   * @throws AppError `wrong_code`
   */
  async confirm(userId: string, code: string, now: Date): Promise<string[]> {
    const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
    const step = await this.#stepOf(userId, code, now);
    if (step === undefined) throw new AppError('wrong_code');
    const { count } = await this.#database.read.secondFactor.updateMany({
      where: { userId, confirmedAt: null },
      data: { confirmedAt: now, lastStep: step, recoveryHashes: codes.map(hashOf) },
    });
    if (count === 0) throw new AppError('wrong_code');
    return codes;
  }

  async isOn(userId: string): Promise<boolean> {
    return (
      (await this.#database.read.secondFactor.count({ where: { userId, confirmedAt: { not: null } } })) > 0
    );
  }

  /** How it stands; `recoveryLeft` codes are unused. */
  async stateOf(userId: string): Promise<{ since: Date | null; recoveryLeft: number }> {
    const row = await this.#database.read.secondFactor.findUnique({ where: { userId } });
    return row?.confirmedAt
      ? { since: row.confirmedAt, recoveryLeft: row.recoveryHashes.length }
      : { since: null, recoveryLeft: 0 };
  }

  /** Takes a code from the telephone or a recovery code, each once. @returns which it was; undefined: neither */
  async take(userId: string, code: string, now: Date): Promise<'code' | 'recovery' | undefined> {
    const step = await this.#stepOf(userId, code, now);
    const { secondFactor } = this.#database.read;
    if (step !== undefined) {
      const { count } = await secondFactor.updateMany({
        where: { userId, confirmedAt: { not: null }, lastStep: { lt: step } },
        data: { lastStep: step },
      });
      return count > 0 ? 'code' : undefined;
    }
    const used = await this.#database.sql.run(
      `UPDATE "SecondFactor" SET "recoveryHashes" = array_remove("recoveryHashes", $2)
       WHERE "userId" = $1::uuid AND "confirmedAt" IS NOT NULL AND $2 = ANY ("recoveryHashes")`,
      [userId, hashOf(code)],
    );
    return used > 0 ? 'recovery' : undefined;
  }

  async remove(userId: string): Promise<boolean> {
    return (await this.#database.read.secondFactor.deleteMany({ where: { userId } })).count > 0;
  }

  /** The roles whose people sign in with a second factor. */
  async requiredRoles(): Promise<Role[]> {
    return (await this.#database.read.secondFactorRole.findMany({ orderBy: { role: 'asc' } })).map(
      ({ role }) => role,
    );
  }

  /** The 30 seconds whose code this is; undefined: of none that counts now. */
  async #stepOf(userId: string, code: string, now: Date): Promise<number | undefined> {
    const token = bare(code);
    if (!/^\d{6}$/.test(token)) return undefined;
    const row = await this.#database.read.secondFactor.findUnique({ where: { userId } });
    if (!row) return undefined;
    const totp = totpOf(this.#secrets.unseal(row.secret, sealedFor(userId)), '');
    const off = totp.validate({ token, timestamp: now.getTime(), window });
    return off === null ? undefined : Math.floor(now.getTime() / 1_000 / periodS) + off;
  }
}
