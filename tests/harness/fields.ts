// Tests that look into sealed columns: the server gets this secret, and what it sealed is found and opened with it.
import { Secrets } from '../../server/platform/auth/secret.ts';
import type { Fields } from '../../server/platform/fields.ts';

export const testSecret = 'a secret that every test may know';
export const testFields: Fields = new Secrets(testSecret).fields([]);
