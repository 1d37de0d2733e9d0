// Who Postgres runs as. It refuses root, so root lends it a plain account.
import { spawnSync } from 'node:child_process';
import { findProgram, run, tellingLine } from './commands.mjs';
import { Refusal } from './say.mjs';

/**
 * @typedef {object} Account
 * @property {{ uid: number, gid: number } | undefined} owner who its files must belong to, unless it is us
 * @property {{ uid?: number, gid?: number }} identity for spawn
 * @property {(program: string, args: string[]) => [string, ...string[]]} wrap the command to spawn
 */

const NAMES = ['postgres', 'onecall'];

/**
 * @param {string} program the server's program, which the account must be able to reach
 * @param {string} folder the data folder, likewise
 * @returns {Promise<Account>}
 * @throws {Refusal} `database-user-missing`, `database-out-of-reach`
 */
export async function postgresAccount(program, folder) {
  if (process.getuid?.() !== 0)
    return { owner: undefined, identity: {}, wrap: (name, args) => [name, ...args] };
  const { user, uid, gid } = NAMES.map(lookUp).find((found) => found !== undefined) ?? (await createUser());
  if (canReach(program, uid, gid) && canReach(folder, uid, gid)) {
    return { owner: { uid, gid }, identity: { uid, gid }, wrap: (name, args) => [name, ...args] };
  }
  // A clone below /root or a private temporary folder: the account may not walk through its parents. It keeps
  // root's right to do so, on top of a user id that is not root's; the secure bit makes access(2) see that right.
  const setpriv = findProgram(['setpriv']);
  const who = ['--reuid', user, '--regid', String(gid), '--clear-groups'];
  const right = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  const lending = [...who, ...right, '--securebits', '+no_setuid_fixup', '--'];
  if (setpriv === undefined || spawnSync(setpriv, [...lending, 'test', '-x', program]).status !== 0) {
    throw new Refusal('database-out-of-reach', { user, folder });
  }
  return {
    owner: { uid, gid },
    identity: {},
    wrap: (name, args) => [setpriv, ...lending, name, ...args],
  };
}

/** @param {string} user */
function lookUp(user) {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' });
    return status === 0 ? Number.parseInt(stdout, 10) : undefined;
  });
  return uid === undefined || gid === undefined ? undefined : { user, uid, gid };
}

async function createUser() {
  const user = 'onecall';
  const made = await run('useradd', ['--system', '--user-group', '--no-create-home', user]).catch(
    (error) => ({
      code: 1,
      output: String(error),
    }),
  );
  const found = lookUp(user);
  if (found === undefined) throw new Refusal('database-user-missing', { reason: tellingLine(made.output) });
  return found;
}

/** @param {string} path @param {number} uid @param {number} gid */
const canReach = (path, uid, gid) =>
  spawnSync('test', ['-x', path], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;
