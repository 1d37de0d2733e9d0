// A contact that a supervisor takes over, or that goes on elsewhere, is in nobody's inbox but its new agent's; one whose time
// is over stays while its agent writes.
import { expect, it } from 'vitest';
import {
  isNewInHand,
  isOverdue,
  isTakenAway,
  withInteraction,
  withOverdue,
} from '../../agent-console/desk/inbox-news.ts';
import type { Desk } from '../../server/desk/contract.ts';
import type { InteractionView } from '../../server/routing/contract.ts';

const contact = (more: Partial<InteractionView>): InteractionView =>
  ({ id: 'one', state: 'active', agentId: 'me', channel: 'chat', ...more }) as InteractionView;
const deskWith = (...held: InteractionView[]): Desk =>
  ({
    presence: { agentId: 'me' },
    offers: [],
    inbox: held.map((interaction) => ({ interaction })),
  }) as unknown as Desk;

it.each([
  ['goes on with me', contact({}), 1, false],
  ['is wrapped up by me', contact({ state: 'wrap_up' }), 1, false],
  ['was taken over by a colleague', contact({ agentId: 'other' }), 0, true],
  [
    'of a call that I passed on is known from the call',
    contact({ agentId: 'other', channel: 'voice' }),
    0,
    false,
  ],
  ['was moved to another queue', contact({ state: 'waiting', agentId: null }), 0, true],
  ['is offered to a colleague', contact({ state: 'offered', agentId: null }), 0, true],
  ['is over', contact({ state: 'closed' }), 0, false],
] as const)('what %s', (_what, news, held, isTaken) => {
  const desk = deskWith(contact({ channel: news.channel }));
  expect(withInteraction(desk, news, () => false).inbox).toHaveLength(held);
  expect(isTakenAway(desk, news)).toBe(isTaken);
});

it('what comes into my hands is asked for whole, what a colleague serves is not', () => {
  expect(isNewInHand(deskWith(), contact({}))).toBe(true);
  expect(isNewInHand(deskWith(contact({})), contact({}))).toBe(false);
  expect(isNewInHand(deskWith(), contact({ agentId: 'other' }))).toBe(false);
});

it('what I still write about stays when its time is over, also when the desk is read anew, until it comes again', () => {
  const over = contact({ state: 'closed', conversationId: 'talk' });
  const desk = deskWith(contact({ state: 'wrap_up', conversationId: 'talk' }));
  expect(withInteraction(desk, over, () => false).inbox).toEqual([]);
  const kept = withInteraction(desk, over, () => true);
  expect(kept.inbox.filter(isOverdue)).toHaveLength(1);
  expect(withOverdue(deskWith(), kept.inbox).inbox).toEqual(kept.inbox);
  const again = deskWith(contact({ id: 'two', conversationId: 'talk' }));
  expect(withOverdue(again, kept.inbox)).toEqual(again);
  expect(withInteraction(deskWith(), contact({ ...over, agentId: 'other' }), () => true).inbox).toEqual([]);
});
