// A certificate of this run, for far ends that speak TLS. Who trusts `certFile` (NODE_EXTRA_CA_CERTS) trusts them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, canInstall } from '../../scripts/bootstrap/apt.mjs';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';

export interface Certificate {
  key: Buffer;
  cert: Buffer;
  certFile: string;
  remove(): void;
}

/** Made by openssl, for `localhost`. */
export async function localhostCertificate(): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-tls-'));
  if (!findProgram(['openssl']) && canInstall()) await aptInstall(['openssl'], join(folder, 'apt.log'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', certFile, ...subject], { stdio: 'ignore' });
  return {
    key: readFileSync(keyFile),
    cert: readFileSync(certFile),
    certFile,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
