// What must be true before anything is started; each check refuses with one line.
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { Refusal } from './say.mjs';

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

/** @param {string} needed as in "20.19" */
export function checkNode(needed) {
  const [major = 0, minor = 0] = needed.split('.').map(Number);
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split('.').map(Number);
  if (ourMajor < major || (ourMajor === major && ourMinor < minor)) {
    throw new Refusal('node-too-old', { needed, found: process.versions.node });
  }
  if (process.platform === 'win32') throw new Refusal('platform', { platform: process.platform });
}

/** @param {string} text what PORT says @returns {number} */
export function parsePort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text.trim()) || port < 1 || port > 65535)
    throw new Refusal('port-invalid', { port: text });
  return port;
}

/**
 * Listens for a moment on 127.0.0.1.
 * @param {number} port 0 for any free one
 * @returns {Promise<number>} the port
 */
function tryPort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

/** @returns {Promise<number>} a loopback port that nobody listens on */
export const freePort = () => tryPort(0);

/** @param {number} port */
export async function checkPort(port) {
  try {
    await tryPort(port);
  } catch (error) {
    throw new Refusal(codeOf(error) === 'EACCES' ? 'port-forbidden' : 'port-in-use', { port });
  }
}

/**
 * Makes the data folder and writes into it.
 * @param {string} folder
 */
export function checkFolder(folder) {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'ENOSPC') throw error;
    throw new Refusal('data-unwritable', { folder, reason });
  }
}

/**
 * @param {string} folder
 * @param {number} neededMb
 */
export function checkSpace(folder, neededMb) {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  if (free < neededMb) throw new Refusal('disk-full', { folder, free, needed: neededMb });
}

/**
 * Connects once to the server that an address names, so that a wrong one is refused before minutes of work.
 * An address without a host (a socket in a folder) is left to the real connection.
 * @param {'database' | 'redis'} kind
 * @param {string} name of the setting
 * @param {string} address
 * @param {number} defaultPort
 */
export async function checkAddress(kind, name, address, defaultPort) {
  if (!URL.canParse(address)) throw new Refusal('url-invalid', { name });
  const { hostname, port } = new URL(address);
  if (hostname === '') return;
  const host = decodeURIComponent(hostname).replace(/^\[|\]$/g, '');
  await new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) || defaultPort, timeout: 5000 });
    /** @param {string} reason */
    const refuse = (reason) => {
      socket.destroy();
      reject(new Refusal(`${kind}-unreachable`, { address: `${host}:${port || defaultPort}`, reason }));
    };
    socket.once('connect', () => resolve(socket.destroy()));
    socket.once('timeout', () => refuse('ETIMEDOUT'));
    socket.once('error', (error) => refuse(codeOf(error)));
  });
}
