// What has to agree between the Compose file and what it starts.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { localeArgs } from '../../scripts/bootstrap/postgres.mjs';

const compose = readFileSync('deploy/compose.yaml', 'utf8');

it('makes its cluster with the arguments that the embedded server is made with', () => {
  expect(compose).toContain(`POSTGRES_INITDB_ARGS: ${localeArgs.join(' ')}\n`);
});

it('stops Postgres and Redis after whoever drains into them', () => {
  const shared = compose.split('x-onecall:')[1]?.split('x-web:')[0];
  expect(shared).toMatch(/depends_on:.*postgres:\n\s+condition: service_healthy/s);
  expect(shared).toMatch(/depends_on:.*redis:\n\s+condition: service_healthy/s);
});
