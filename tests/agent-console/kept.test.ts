import { beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { keepReplyDraft, readReplyDraft } from '../../agent-console/desk/reply-draft.ts';
import {
  forgetWrapUpWords,
  keepWrapUpWords,
  readWrapUpWords,
  wrapUpConversations,
  wrapUpsBeside,
} from '../../agent-console/desk/wrap-up-words.ts';
import { forget, keep, keepFor, readKept } from '../../agent-console/session/kept.ts';

/** What browsers have: items are properties of their own. */
class Storage {
  getItem(key: string): unknown {
    return Reflect.get(this, key) ?? null;
  }
  setItem(key: string, value: string): void {
    Reflect.set(this, key, value);
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

beforeEach(() => void vi.stubGlobal('sessionStorage', new Storage()));

const words = z.string();

it('outlives a reload of the same person', () => {
  keepFor('li.lei');
  keep('ticket-draft.1', '王女士，13800000000');
  keepFor('li.lei');
  expect(readKept('ticket-draft.1', words)).toBe('王女士，13800000000');
});

it('is not seen by whoever signs in next in the same tab, also where nobody signed out', () => {
  keepFor('li.lei');
  keep('ticket-draft.1', '王女士，13800000000');
  keepFor('han.meimei');
  expect(readKept('ticket-draft.1', words)).toBeUndefined();
  expect(JSON.stringify(sessionStorage)).not.toContain('王女士');
});

it('is forgotten by the beginning of its name, and what has another shape is not read', () => {
  keepFor('li.lei');
  keep('ticket-draft.1', 'a');
  keep('ticket-draft.2', 'b');
  keep('desk', { tab: 7 });
  forget('ticket-draft.', (name) => name.endsWith('1'));
  expect([readKept('ticket-draft.1', words), readKept('ticket-draft.2', words)]).toEqual([undefined, 'b']);
  expect(readKept('desk', words)).toBeUndefined();
});

it('what somebody was writing to a citizen is not found by whoever has the desk and the contact next', () => {
  keepFor('li.lei');
  keepReplyDraft('1', '王女士，您的电话是 13800000000 吗');
  keepFor('li.lei');
  expect(readReplyDraft('1')).toBe('王女士，您的电话是 13800000000 吗');
  keepFor('han.meimei');
  expect(readReplyDraft('1')).toBe('');
  keepReplyDraft('1', '您好');
  keepReplyDraft('1', '');
  expect(JSON.stringify(sessionStorage)).not.toMatch(/王女士|您好/);
});

it('what was written of contacts that are over is known until the server has it, and of those that are gone by their ids', () => {
  keepFor('li.lei');
  const conversations = [
    '3f0c2f5e-5b0a-4c1c-9d0e-000000000001',
    '3f0c2f5e-5b0a-4c1c-9d0e-000000000002',
  ] as const;
  keepWrapUpWords('1', { conversationId: conversations[0], disposition: 'answered', note: '已说明' });
  keepWrapUpWords('2', { conversationId: conversations[1], disposition: 'ticket', note: '' });
  expect(wrapUpsBeside(['2', '3'])).toEqual(['1']);
  expect(wrapUpConversations()).toEqual(conversations);
  expect(readWrapUpWords('1')).toMatchObject({ disposition: 'answered', note: '已说明' });
  forgetWrapUpWords('1');
  expect([readWrapUpWords('1'), wrapUpsBeside([])]).toEqual([undefined, ['2']]);
});
