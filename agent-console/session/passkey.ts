// Asks the browser for a passkey of this site.
import { startAuthentication } from '@simplewebauthn/browser';
import { passkeyToProveSchema } from '../../server/admin/contract.ts';
import { api } from '../api/client.ts';

export async function proofOfPasskey() {
  const optionsJSON = await api.post('/api/session/passkey/begin', {}, passkeyToProveSchema);
  return { proof: await startAuthentication({ optionsJSON }) };
}
