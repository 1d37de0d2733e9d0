// Who and what works with the system, as lists: accounts, call flows, other systems that ask, are asked or are told.
import { z } from 'zod';
import { flowSchema } from '../../../ivr/index.ts';
import { readApiKeys, readStaffAccounts } from '../../admin/index.ts';
import { connectorCodeSchema, connectorDefinitionSchema } from '../../connectors/contract.ts';
import { may } from '../../platform/auth/roles.ts';
import type { Database } from '../../platform/database.ts';
import { webhookInputSchema } from '../../webhooks/contract.ts';
import type { ListDeps } from './deps.ts';
import {
  byKey,
  columnsOf,
  type List,
  noFilter,
  onePage,
  type Row,
  shortList,
  versionOf,
  writingOf,
} from './list.ts';

const accountsAtOnce = 200;

/** Comes back through the import of accounts, which gives new ones their passwords. */
export function userList(database: Database): List {
  const row = z.object({
    username: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    roles: z.array(z.string()),
    departmentCode: z.string().nullable(),
    queues: z.array(z.string()),
    skills: z.array(z.string()),
    capacity: z.number().nullable(),
    isActive: z.boolean(),
  });
  return {
    name: 'users',
    title: { zh: '人员账号', en: 'Accounts of staff' },
    read: 'admin.users',
    columns: columnsOf(row, {
      username: ['用户名', 'User name'],
      nameZh: ['姓名', 'Name'],
      nameEn: ['英文名', 'English name'],
      roles: ['角色', 'Role'],
      departmentCode: ['部门', 'Department'],
      queues: ['队列', 'Queue'],
      skills: ['技能', 'Skill'],
      capacity: ['并发', 'Capacity'],
      isActive: ['在用', 'Active'],
    }),
    key: ['username'],
    filter: noFilter,
    async *pages() {
      let after = '';
      for (;;) {
        const users = await database.read.user.findMany({
          where: { username: { gt: after } },
          orderBy: { username: 'asc' },
          take: accountsAtOnce,
          select: { username: true },
        });
        const names = users.map(({ username }) => username);
        const accounts = await readStaffAccounts(database.read, names);
        yield names.flatMap((name): Row[] => {
          const account = accounts.get(name);
          if (!account) return [];
          const { id: _id, skills, capacity, ...rest } = account;
          const isAgent = may(rest.roles, 'desk.work');
          const pairs = Object.entries(skills).map(([code, level]) => `${code}:${level}`);
          return [{ ...rest, skills: pairs, capacity: isAgent ? capacity : null }];
        });
        const last = names.at(-1);
        if (last === undefined || names.length < accountsAtOnce) return;
        after = last;
      }
    },
    note: {
      zh: '在“人员账号”页用“导入人员”导回：新账号的初始密码只在那里显示一次',
      en: 'goes back in by “Import staff” on the page of accounts, where new ones are shown their first password once',
    },
    writing: null,
  };
}

export function flowList(flows: ListDeps['flows']): List {
  const row = z.object({ code: z.string().max(60), flow: flowSchema });
  const key = ['code'];
  /** What a change is made to: the draft, where there is one. */
  async function rows(which: 'published' | 'latest'): Promise<Row[]> {
    const { items } = await flows.list();
    return Promise.all(
      items.map(async ({ code, version }) => {
        const { published, draft } = await flows.read(code);
        const flow = which === 'latest' && draft ? draft.flow : published;
        return { code, flow, version, revision: draft?.revision ?? null };
      }),
    );
  }
  return {
    name: 'flows',
    title: { zh: '热线流程', en: 'Call flows' },
    read: 'flows.edit',
    columns: columnsOf(row.extend({ version: z.number() }), {
      code: ['代码', 'Code'],
      flow: ['流程', 'Flow', { parts: 8 }],
      version: ['已发布版本', 'Published version', { isReadOnly: true }],
    }),
    key,
    filter: noFilter,
    pages: () => onePage(rows('published')),
    note: null,
    writing: writingOf(row, {
      who: 'flows.edit',
      known: () => byKey({ key }, rows('latest')),
      check: ({ code, flow }, before) => [
        ...(before ? [] : [{ field: 'code', message: { zh: '没有这个流程', en: 'there is no such flow' } }]),
        ...(flow.code === code
          ? []
          : [{ field: 'flow', message: { zh: '流程里的代码不同', en: 'the flow has another code' } }]),
      ],
      each: ({ actor, ip }, { code, flow }, before) => {
        const revision = z
          .string()
          .nullable()
          .parse(before?.revision ?? null);
        return flows.saveDraft(code, { flow, revision }, { id: actor.id, ip });
      },
    }),
  };
}

export function webhookList(webhooks: ListDeps['webhooks']): List {
  const row = webhookInputSchema.extend({ id: z.uuid() });
  const key = ['id'];
  const rows = async (): Promise<Row[]> => webhooks.read();
  return shortList(row, {
    name: 'webhooks',
    title: { zh: '推送地址', en: 'Webhooks' },
    read: 'admin.webhooks',
    columns: columnsOf(row, {
      id: ['编号', 'Id'],
      name: ['名称', 'Name'],
      url: ['地址', 'Address'],
      events: ['事件', 'Events'],
      departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
      isActive: ['启用', 'Active'],
    }),
    key,
    note: {
      zh: '密钥不在文件里：新导入的地址有自己的密钥，请在页面上轮换后交给对方',
      en: 'secrets are in no file: an address that is new here has one of its own; rotate it on the page to hand it over',
    },
    rows,
    who: 'admin.webhooks',
    each: ({ actor }, { id, ...input }, before) =>
      before
        ? webhooks.change(actor.id, id, { ...input, version: versionOf(before) })
        : webhooks.create(actor.id, input, id),
  });
}

export function connectorList(connectors: ListDeps['connectors']): List {
  const row = z.object({
    code: connectorCodeSchema,
    isActive: z.boolean(),
    definition: connectorDefinitionSchema,
  });
  const key = ['code'];
  const rows = async (): Promise<Row[]> => connectors.read(new Date());
  return shortList(row, {
    name: 'connectors',
    title: { zh: '对接系统', en: 'Connectors' },
    read: 'admin.connectors',
    columns: columnsOf(row.extend({ secrets: z.array(z.string()), version: z.number() }), {
      code: ['代码', 'Code'],
      isActive: ['启用', 'Active'],
      definition: ['定义', 'Definition', { parts: 2 }],
      secrets: ['密文名称', 'Names of secrets', { isReadOnly: true }],
      version: ['版本', 'Version', { isReadOnly: true }],
    }),
    key,
    note: {
      zh: '密文的值不在文件里，只有名称：导入后在页面上填写',
      en: 'values of secrets are in no file, only their names: fill them in on the page afterwards',
    },
    rows,
    who: 'admin.connectors',
    each: ({ actor }, { code, ...input }, before) =>
      connectors.save(actor.id, code, { ...input, secrets: {}, version: versionOf(before) }),
  });
}

export function apiKeyList(database: Database): List {
  const row = z.object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    roles: z.array(z.string()),
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
  });
  return {
    name: 'api-keys',
    title: { zh: '接口密钥', en: 'API keys' },
    read: 'admin.keys',
    columns: columnsOf(row, {
      id: ['编号', 'Id'],
      name: ['名称', 'Name'],
      prefix: ['开头', 'Begins with'],
      roles: ['角色', 'Roles'],
      createdAt: ['创建时间', 'Created at'],
      revokedAt: ['停用时间', 'Revoked at'],
    }),
    key: ['id'],
    filter: noFilter,
    pages: () => onePage(readApiKeys(database)),
    note: {
      zh: '只导出：系统不存密钥本身，没有可以导回的内容',
      en: 'export only: the keys themselves are kept nowhere, so there is nothing to bring back',
    },
    writing: null,
  };
}
