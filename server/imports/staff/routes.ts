// HTTP of the staff list: for administrators alone.
import { AppError } from '../../platform/errors.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { mostStaffBytes, staffImportQuerySchema, staffImportSchema } from './contract.ts';
import type { StaffImports } from './service.ts';

export function staffImportRoutes(http: Http, staff: StaffImports): void {
  http.post(
    '/api/admin/users/import',
    {
      config: { access: 'admin.users' },
      schema: { querystring: staffImportQuerySchema, response: { 200: staffImportSchema } },
    },
    async (request) => {
      const file = await request.file({ limits: { fileSize: mostStaffBytes, files: 1 } });
      if (!file) throw new AppError('bad_request', { issues: [{ path: 'file', message: 'missing' }] });
      const bytes = await file.toBuffer().catch(() => {
        throw new AppError('too_large');
      });
      return staff.bring(bytes, request.query.dryRun, { id: actorOf(request).id, ip: request.ip });
    },
  );
}
