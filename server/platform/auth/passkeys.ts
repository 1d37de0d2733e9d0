// Passkeys (WebAuthn, level 2): what somebody has and proves to be theirs in one step. Bound to the city's address, so a
// page that only looks like ours gets nothing from it.
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { AppError } from '../errors.ts';
import {
  base64url,
  type passkeyMadeSchema,
  type passkeyProofSchema,
  passkeyToMakeSchema,
  passkeyToProveSchema,
} from './contract.ts';

const issuer = 'OneCall';
/** ES256, EdDSA and RS256: what authenticators and this Node both know. */
const algorithms = [-7, -8, -257];
/** A challenge is good for so long, and once. */
const goodForMs = 5 * 60_000;
const most = 20;

type Made = z.infer<typeof passkeyMadeSchema>;
type Proof = z.infer<typeof passkeyProofSchema>;

/** The address that passkeys are bound to. An IP address has none: there they stand under `localhost`. */
export function passkeySite(publicUrl: string): { id: string; origin: string } {
  const { protocol, hostname, host, port } = new URL(publicUrl);
  if (!/^[\d.]+$|^\[/.test(hostname)) return { id: hostname, origin: `${protocol}//${host}` };
  return { id: 'localhost', origin: `${protocol}//localhost${port && `:${port}`}` };
}

export class Passkeys {
  /** Where they work: a page under another address is refused by the browser. */
  readonly site: { id: string; origin: string };
  readonly #database: Database;

  constructor(database: Database, publicUrl: string) {
    this.#database = database;
    this.site = passkeySite(publicUrl);
  }

  /** @throws AppError `conflict` for somebody who has very many */
  async beginMaking(user: { id: string; username: string; name: string }, now: Date) {
    const rows = await this.ofUser(user.id);
    if (rows.length >= most) throw new AppError('conflict');
    const options = await generateRegistrationOptions({
      rpName: issuer,
      rpID: this.site.id,
      userID: Uint8Array.from(Buffer.from(user.id)),
      userName: user.username,
      userDisplayName: user.name,
      timeout: goodForMs,
      attestationType: 'none',
      excludeCredentials: rows.map(({ id }) => ({ id })),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      supportedAlgorithmIDs: algorithms,
    });
    await this.#ask(options.challenge, user.id, now);
    return passkeyToMakeSchema.parse(options);
  }

  /** Keeps what the browser made. @throws AppError `wrong_passkey` */
  async keep(userId: string, name: string, made: Made, now: Date): Promise<{ id: string }> {
    const expectedChallenge = await this.#asked(made.response, userId, now);
    const { registrationInfo } = await refuseFaults(
      verifyRegistrationResponse({
        response: made,
        expectedChallenge,
        expectedOrigin: this.site.origin,
        expectedRPID: this.site.id,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      }),
    );
    if (!registrationInfo) throw new AppError('wrong_passkey');
    const { credential, credentialBackedUp } = registrationInfo;
    await this.#database.change(async ({ tx }) => {
      await tx.passkey.create({
        data: {
          id: credential.id,
          userId,
          name,
          publicKey: Uint8Array.from(credential.publicKey),
          counter: credential.counter,
          isSynced: credentialBackedUp,
          createdAt: now,
        },
      });
    });
    return { id: credential.id };
  }

  /** Asks whoever stands at the door: which passkey it is, the answer says. */
  async beginProof(now: Date) {
    const options = await generateAuthenticationOptions({
      rpID: this.site.id,
      timeout: goodForMs,
      userVerification: 'required',
    });
    await this.#ask(options.challenge, null, now);
    return passkeyToProveSchema.parse(options);
  }

  /** @returns whose passkey it was @throws AppError `wrong_passkey`, also for one that nobody has */
  async take(proof: Proof, now: Date): Promise<string> {
    const row = await this.#database.read.passkey.findUnique({ where: { id: proof.id } });
    if (!row) throw new AppError('wrong_passkey');
    const expectedChallenge = await this.#asked(proof.response, null, now);
    const { verified, authenticationInfo } = await refuseFaults(
      verifyAuthenticationResponse({
        response: proof,
        expectedChallenge,
        expectedOrigin: this.site.origin,
        expectedRPID: this.site.id,
        credential: { id: row.id, publicKey: Uint8Array.from(row.publicKey), counter: Number(row.counter) },
        requireUserVerification: true,
      }),
    );
    const handle = proof.response.userHandle;
    const isTheirs = handle === undefined || Buffer.from(handle, 'base64url').toString() === row.userId;
    if (!verified || !isTheirs) throw new AppError('wrong_passkey');
    // A copy of the key would count apart: of two uses at once, one finds the other's number.
    const { count } = await this.#database.read.passkey.updateMany({
      where: { id: row.id, counter: row.counter },
      data: { counter: authenticationInfo.newCounter, lastUsedAt: now },
    });
    if (count === 0) throw new AppError('wrong_passkey');
    return row.userId;
  }

  /** Somebody's, the oldest first. */
  async ofUser(userId: string) {
    return this.#database.read.passkey.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
      select: { id: true, name: true, isSynced: true, createdAt: true, lastUsedAt: true },
    });
  }

  async rename(userId: string, id: string, name: string): Promise<boolean> {
    return (
      (await this.#database.read.passkey.updateMany({ where: { id, userId }, data: { name } })).count > 0
    );
  }

  /** Removes one, or all. */
  async remove(userId: string, id?: string): Promise<boolean> {
    const where = id === undefined ? { userId } : { userId, id };
    return (await this.#database.read.passkey.deleteMany({ where })).count > 0;
  }

  async #ask(challenge: string, userId: string | null, now: Date): Promise<void> {
    const { passkeyChallenge } = this.#database.read;
    await passkeyChallenge.deleteMany({ where: { expiresAt: { lt: now } } });
    const expiresAt = new Date(now.getTime() + goodForMs);
    await passkeyChallenge.create({ data: { challenge, userId, expiresAt } });
  }

  /**
   * The challenge that an answer names. It was asked of this person, lately, and was not answered before.
   * @throws AppError `wrong_passkey`
   */
  async #asked(
    { clientDataJSON }: { clientDataJSON: string },
    userId: string | null,
    now: Date,
  ): Promise<string> {
    const challenge = challengeOf(clientDataJSON);
    const where = { challenge, userId, expiresAt: { gt: now } };
    const { count } = await this.#database.read.passkeyChallenge.deleteMany({ where });
    if (count === 0) throw new AppError('wrong_passkey');
    return challenge;
  }
}

const clientDataSchema = z.object({ challenge: base64url });

function challengeOf(clientDataJSON: string): string {
  try {
    return clientDataSchema.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString())).challenge;
  } catch {
    throw new AppError('wrong_passkey');
  }
}

/** The library throws whatever does not fit: another address, a changed signature, a counter that went back. */
async function refuseFaults<T>(verification: Promise<T>): Promise<T> {
  try {
    return await verification;
  } catch {
    throw new AppError('wrong_passkey');
  }
}
