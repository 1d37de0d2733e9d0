// A process that does nothing but watch clocks. It says when it has begun.
import { openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { watchClocks } from '../../server/tickets/firing.ts';

const log = createLog('error');
const jobs = new Jobs(process.env.REDIS_URL ?? '', log);
const database = openDatabase(process.env.DATABASE_URL ?? '', jobs.relay);
watchClocks({ jobs, database, log, metrics: createMetrics() });
jobs.start(database);
console.log('watching');
