// The check of requests against Twilio's description finds what it is there to find.
import { expect, test } from 'vitest';
import { type Exchange, openTwilioApi } from './openapi.ts';

const api = openTwilioApi();
const account = `/2010-04-01/Accounts/AC${'0'.repeat(32)}`;
const fine: Exchange = {
  method: 'POST',
  path: `${account}/Conferences/CA1-0/Participants.json`,
  query: new URLSearchParams(),
  form: new URLSearchParams({ From: '+8675512345', To: 'client:a?b=c', Timeout: '20', Muted: 'true' }),
  status: 201,
  answer: { call_sid: `CA${'0'.repeat(32)}`, muted: true },
};

test.skipIf(!api)('a request as Twilio describes it has no fault', () => {
  expect(api?.faultsOf(fine)).toEqual([]);
});

test.skipIf(!api).each<[string, Partial<Exchange>]>([
  ['a path that does not exist', { path: `${account}/Conferences/CA1-0/People.json` }],
  ['a field that does not exist', { form: new URLSearchParams({ From: '1', To: '2', Musik: 'x' }) }],
  ['a field that is missing', { form: new URLSearchParams({ From: '+8675512345' }) }],
  ['a number that is none', { form: new URLSearchParams({ From: '1', To: '2', Timeout: 'soon' }) }],
  ['a call named otherwise', { path: `${account}/Calls/call-1.json`, form: new URLSearchParams() }],
  ['an answer that Twilio would not give', { answer: { call_sid: 'CA1' } }],
])('%s is one', (_name, change) => {
  expect(api?.faultsOf({ ...fine, ...change })).not.toEqual([]);
});
