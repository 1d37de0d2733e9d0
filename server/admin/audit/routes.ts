// HTTP of the audit trail: reading only.
import { idSchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import type { Http } from '../../platform/http.ts';
import type { Figures } from '../../platform/replica.ts';
import {
  type AuditPage,
  type AuditQuery,
  auditActionsSchema,
  auditPageSchema,
  auditQuerySchema,
  revealsQuerySchema,
} from './contract.ts';
import { type LabelOf, looks, readActions, readTrail } from './trail.ts';

const isId = (id: string): boolean => idSchema.safeParse(id).success;

/** Registers the routes. `labels`: what the things of other rooms are known by, by type of subject. */
export function auditRoutes(
  http: Http,
  {
    database,
    figures,
    labels,
  }: { database: Database; figures: Figures; labels: Readonly<Record<string, LabelOf>> },
): void {
  const ours: Readonly<Record<string, LabelOf>> = {
    user: async (id) => {
      const row = isId(id) && (await database.read.user.findUnique({ where: { id } }));
      return row ? { zh: row.nameZh, en: row.nameEn } : undefined;
    },
    api_key: async (id) => {
      const row = isId(id) && (await database.read.apiKey.findUnique({ where: { id } }));
      return row ? { zh: row.name, en: row.name } : undefined;
    },
  };
  const trail = async (query: AuditQuery, among?: readonly string[]): Promise<AuditPage> => {
    const { value, asOf } = await figures.read((from) =>
      readTrail(from, query, { ...labels, ...ours }, among),
    );
    return { ...value, asOf: asOf?.toISOString() ?? null };
  };
  http.get(
    '/api/admin/audit',
    {
      config: { access: 'audit.read' },
      schema: { querystring: auditQuerySchema, response: { 200: auditPageSchema } },
    },
    (request) => trail(request.query),
  );
  http.get(
    '/api/reveals',
    {
      config: { access: 'reveals.read' },
      schema: { querystring: revealsQuerySchema, response: { 200: auditPageSchema } },
    },
    (request) => trail(request.query, looks),
  );
  http.get(
    '/api/admin/audit/actions',
    { config: { access: 'audit.read' }, schema: { response: { 200: auditActionsSchema } } },
    async () => ({ items: (await figures.read(readActions)).value }),
  );
}
