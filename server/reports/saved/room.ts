// Builds saved reports out of their parts. Without a mail server they are kept, and nothing is sent.
import type { Sessions } from '../../platform/auth/sessions.ts';
import type { Database } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { MailConfig } from '../../platform/mail-settings.ts';
import type { Reports } from '../service.ts';
import { ReportSender } from './sender.ts';
import { SavedReports } from './service.ts';

export type Saved = ReturnType<typeof createSaved>;

export function createSaved(deps: {
  database: Database;
  sessions: Sessions;
  reports: Reports;
  jobs: Jobs;
  log: Log;
  mail: MailConfig | undefined;
}) {
  const { mail } = deps;
  const sender = mail && new ReportSender({ ...deps, mail });
  return {
    saved: new SavedReports(deps.database, sender !== undefined, async (reportId, at) =>
      sender?.plan(reportId, at),
    ),
    /** Sends what is due (role `worker`). */
    start: () => sender?.start(),
    stop: () => sender?.stop(),
  };
}
