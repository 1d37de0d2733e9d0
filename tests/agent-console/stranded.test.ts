import { expect, it } from 'vitest';
import { ApiFailure } from '../../agent-console/api/failure.ts';
import { whyStranded } from '../../agent-console/tickets/stranded.ts';

it.each([
  ['left', 'reply', undefined, 'not_found'],
  ['left', 'reply', { state: 'accepted', allowedCommands: ['reply'] }, 'not_found'],
  ['closed', 'reply', { state: 'closed', allowedCommands: ['note'] }, null],
  ['closed', 'note', { state: 'referred', allowedCommands: [] }, null],
  // Still given, or given again later: nobody is asked to let it go.
  [undefined, 'note', { state: 'closed', allowedCommands: ['note'] }, null],
  [undefined, 'reply', { state: 'replied', allowedCommands: [] }, null],
  [undefined, 'return', { state: 'merged', allowedCommands: [] }, null],
  [undefined, 'reply', undefined, 'offline'],
  [undefined, 'reply', undefined, null],
] as const)('%s: the words of %s for %o, read with %s', (why, command, ticket, code) => {
  const known = ticket && { state: ticket.state, allowedCommands: [...ticket.allowedCommands] };
  expect(whyStranded(command, known, code && new ApiFailure(code))).toBe(why);
});
