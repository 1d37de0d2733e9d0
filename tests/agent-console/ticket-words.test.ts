// What clerks fill in becomes a command, and what happened becomes words.
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import en from '../../agent-console/i18n/en/tickets.json' with { type: 'json' };
import zh from '../../agent-console/i18n/zh/tickets.json' with { type: 'json' };
import { commandOf, firstWords, type Words } from '../../agent-console/tickets/command-words.ts';
import { eventLines } from '../../agent-console/tickets/event-lines.ts';
import { commandLabels } from '../../agent-console/tickets/labels.ts';
import { conclusionOf } from '../../agent-console/tickets/suggestion-reasons.tsx';
import type { Lists } from '../../server/admin/contract.ts';
import {
  type SuggestionReason,
  type TicketView,
  ticketCommandSchema,
} from '../../server/tickets/contract.ts';

const at = '2026-11-24T02:00:00.000Z';
const ticket: TicketView = {
  id: '0d4f6f6e-36c7-4a6c-9a50-4b2f1d1f3a01',
  number: 'SZ20261124000001',
  kind: 'complaint',
  state: 'accepted',
  urgency: 'urgent',
  title: '夜间施工噪声',
  channel: 'voice',
  categoryCode: 'environment.noise',
  districtCode: null,
  leadDepartmentCode: 'ecology',
  bounces: 0,
  urges: 0,
  version: 3,
  createdAt: at,
  nextDueAt: null,
  nextClock: null,
  alarm: 0,
  text: '凌晨两点还在打桩',
  lang: 'zh',
  place: {},
  citizenId: null,
  citizenName: null,
  citizenPhone: null,
  sealed: false,
  partyConcerned: null,
  filedBy: null,
  conversationId: null,
  mainTicketId: null,
  firstDepartmentCode: 'ecology',
  officerId: null,
  extensions: 0,
  reworks: 0,
  contactedAt: null,
  contactedHow: null,
  isTrue: null,
  isBeyondDuty: null,
  isSolved: null,
  disclosureResult: null,
  publicReply: null,
  internalRecord: null,
  rating: null,
  isForced: false,
  officer: null,
  handlers: [],
  relatives: [],
  files: [],
  isWatched: false,
  people: {},
  clocks: [],
  timeline: [],
  archivedLines: [],
  hidden: { phone: false, words: 0, mayReveal: false },
  allowedCommands: [],
};

const given = (name: Parameters<typeof commandOf>[0], part: Partial<Words> = {}) =>
  ticketCommandSchema.safeParse({
    ...commandOf(name, { ...firstWords(name, ticket), ...part }),
    commandId: '0d4f6f6e-36c7-4a6c-9a50-4b2f1d1f3a02',
    version: ticket.version,
  });

describe('the words of a command', () => {
  it.each([
    ['dispatch', {}, { department: 'ecology' }],
    ['return', { ground: 'not_duty', text: '职能配置规定第三条' }, { department: 'housing' }],
    ['contact', {}, { text: '电话联系' }],
    ['reply', {}, { text: '已派人到场处理。' }],
    ['send_back', {}, { text: '请写明处理结果' }],
    ['extend', { ground: 'testing' }, { text: '噪声检测规定' }],
    ['ask_citizen', {}, { text: '请说明楼栋' }],
    ['citizen_answered', {}, { text: '三栋' }],
    ['supervise', {}, { text: '限期办结' }],
    ['note', {}, { text: '备注' }],
    ['decline', { text: '诉讼法的管辖规定' }, { ground: 'court' }],
    ['refer', {}, { text: '深圳海关' }],
  ] as const)('%s is whole only with what it needs', (name, before, last) => {
    expect(given(name, before).success).toBe(false);
    expect(given(name, { ...before, ...last }).success).toBe(true);
  });

  it('keep the category and the urgency of the ticket when it is dispatched', () => {
    expect(given('dispatch', { department: 'ecology' }).data).toMatchObject({
      categoryCode: 'environment.noise',
      urgency: 'urgent',
    });
  });

  it('give no score and no reasons when nobody answered: silence is no praise', () => {
    expect(firstWords('follow_up', ticket).score).toBe('none');
    expect(given('follow_up', { reasons: ['fast'] }).data).not.toHaveProperty('score');
    expect(given('follow_up', { reasons: ['fast'] }).data).toMatchObject({ reasons: [] });
    expect(given('follow_up', { score: '2', reasons: ['slow'] }).data).toMatchObject({
      score: 2,
      reasons: ['slow'],
    });
  });

  it('refuse an extension that is not a number of days from 1 to 90', () => {
    const part = { ground: 'testing', text: '噪声检测规定' };
    expect(given('extend', { ...part, days: '90' }).success).toBe(true);
    for (const days of ['0', '91', '2.5', '五']) {
      expect(given('extend', { ...part, days }).success, days).toBe(false);
    }
  });

  it('of a reply to a request for disclosure say how it is decided, of others nothing', () => {
    const reply = { text: '可以公开，附件请查收。', record: '已检索档案' };
    expect(given('reply', { ...reply, result: 'disclosed' }).data).toMatchObject({
      disclosureResult: 'disclosed',
    });
    expect(given('reply', { ...reply, result: null }).success).toBe(false);
    expect(given('reply', reply).data).not.toHaveProperty('disclosureResult');
  });

  it('begin a repeated reply with the one before', () => {
    const before = { ...ticket, publicReply: '已处理。', internalRecord: '现场', isSolved: false };
    expect(firstWords('reply', before)).toMatchObject({ text: '已处理。', record: '现场', isSolved: false });
  });
});

describe('a line of the timeline', () => {
  const lists: Lists = {
    departments: [
      {
        code: 'ecology',
        parentCode: null,
        name: { zh: '生态环境局', en: 'Ecology' },
        letters: '',
        kind: 'bureau',
        areaCode: null,
        takesTickets: true,
        isFallback: false,
      },
    ],
    areas: [],
    categories: [],
    queues: [],
    skills: [],
    reasons: [
      { list: 'return_ground', code: 'not_duty', label: { zh: '不属职责', en: 'Not ours' }, basis: null },
    ],
  };
  beforeAll(() =>
    i18next.init({ lng: 'zh', resources: { zh: { tickets: zh }, en: { tickets: en } }, ns: ['tickets'] }),
  );
  const linesOf = (command: string, payload: Record<string, unknown>, reason: string | null = null) =>
    eventLines(
      {
        seq: 1,
        at,
        command,
        fromState: null,
        toState: 'received',
        actor: { kind: 'system', id: null, name: null },
        reason,
        payload,
        hash: '',
      },
      lists,
      'zh',
      i18next.getFixedT('zh', 'tickets'),
    );

  it('names the department, the ground and the basis of a return', () => {
    const payload = { ground: 'not_duty', proposedDepartmentCode: 'ecology' };
    expect(linesOf('return', payload, '职能规定第三条')).toEqual([
      '建议转：生态环境局 · 不属职责',
      '职能规定第三条',
    ]);
  });

  it.each([
    ['bounced_too_often', '退回次数过多，由兜底单位承办'],
    ['rated', '市民已评价'],
    ['dissatisfied', '市民不满意，须重办'],
    ['dissatisfied_again', '市民再次不满意，进入督办'],
  ])('says the rule %s in words', (rule, words) => {
    expect(linesOf('rework', {}, rule)).toEqual([words]);
  });

  it('says which clock has used how much of its time', () => {
    expect(linesOf('clock_warning', { clock: 'resolve', share: 0.8 })).toEqual(['办结时限已用 80%']);
  });

  it('says when a clock is due that was computed again, and why', () => {
    const payload = { clock: 'resolve', dueBefore: at, dueAt: '2026-12-01T10:00:00.000Z' };
    expect(linesOf('clock_recompute', payload, 'holidays_announced')).toEqual([
      '办结时限改为 12月1日 18:00',
      '节假日安排有调整',
    ]);
  });

  it('says that nobody answered a follow-up', () => {
    expect(linesOf('follow_up', { how: 'phone', reasons: [] })).toEqual(['电话 · 未接通或未评价']);
    expect(linesOf('follow_up', { how: 'phone', score: 2 })).toEqual(['电话 · 不满意']);
  });

  it('leaves out what it does not understand instead of failing', () => {
    expect(linesOf('dispatch', { departmentCode: 7, clock: 'unknown', score: 9 })).toEqual([]);
  });

  it('has a name for every command that the rules know', () => {
    const known = ticketCommandSchema.options.map((option) => option.shape.command.value);
    for (const command of known) expect(commandLabels.safeParse(command).success, command).toBe(true);
  });
});

describe('the reasons of a suggestion', () => {
  const name = { zh: '生态环境局', en: 'Ecology and Environment Bureau' };
  const lists = {
    departments: [
      {
        code: 'ecology',
        parentCode: null,
        name,
        letters: '',
        kind: '',
        areaCode: null,
        takesTickets: true,
        isFallback: false,
      },
    ],
    categories: [],
    areas: [],
  };
  const reasons: SuggestionReason[] = [
    { of: 'field', field: 'environment', evidence: ['噪声'] },
    { of: 'department', departmentCode: 'ecology', evidence: ['打桩'] },
    { of: 'kind', kind: 'complaint', evidence: ['没人管'] },
    { of: 'urgency', urgency: 'urgent', evidence: ['尽快'] },
    { of: 'category', categoryCode: 'unknown.code', evidence: [] },
  ];

  it.each([
    ['zh', ['环境保护', '生态环境局', '投诉', '紧急', '']],
    ['en', ['Environment', 'Ecology and Environment Bureau', 'Complaint', 'Urgent', '']],
  ] as const)('are said in %s; a code that no list knows says nothing', (lang, words) => {
    const t = i18next.getFixedT(lang, 'tickets');
    expect(reasons.map((reason) => conclusionOf(reason, lists, lang, t))).toEqual(words);
  });
});
