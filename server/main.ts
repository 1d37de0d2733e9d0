// The whole system, wired by hand: read this file and you have seen what there is.
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { accessRoutes, adminRoutes, applyPack, auditRoutes, loadTexts } from './admin/index.ts';
import { Attention, registerAttentionSockets } from './attention/index.ts';
import { Bell, bellRoutes } from './bell/index.ts';
import { broadcastRoutes, createBroadcasts } from './broadcasts/index.ts';
import { Catalogue, catalogueRoutes } from './catalogue/index.ts';
import {
  answerStatusQuestions,
  connectorRoutes,
  createConnectors,
  SpokenLookUps,
} from './connectors/index.ts';
import { CallsOut, Desk, deskRoutes } from './desk/index.ts';
import { openDoors, roomOf } from './doors.ts';
import {
  allLists,
  createImports,
  Exchange,
  exchangeRoutes,
  importRoutes,
  StaffImports,
  staffImportRoutes,
} from './imports/index.ts';
import {
  createHotline,
  createIntake,
  createVoice,
  intakeRoutes,
  registerIntakeSockets,
  Vault,
} from './intake/index.ts';
import { createKnowledge, editingRoutes, knowledgeRoutes } from './knowledge/index.ts';
import { registerNews } from './news.ts';
import { Open311, open311Routes, refuseOpen311 } from './open311/index.ts';
import { createEmergency, emergencyRoutes } from './emergency/index.ts';
import { createErasure, erasureRoutes } from './erasure/index.ts';
import { operationsRoutes } from './operations/index.ts';
import {
  Newsroom,
  Participation,
  participationRoutes,
  publicationRoutes,
  Replies,
} from './participation/index.ts';
import { plainRoutes } from './plain/index.ts';
import { AuditSeals } from './platform/audit-seals.ts';
import { Idle } from './platform/auth/idle.ts';
import { loadSecret, Secrets } from './platform/auth/secret.ts';
import { Sessions } from './platform/auth/sessions.ts';
import { openCounts, openDatabase } from './platform/database.ts';
import { FileStore } from './platform/files.ts';
import { healthRoutes } from './platform/health.ts';
import { HouseTime, keepTime } from './platform/house-time.ts';
import { Guard } from './platform/guard/guard.ts';
import { createHttp } from './platform/http.ts';
import { Jobs } from './platform/jobs.ts';
import { createLog } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { LooseBytes, noteLoose } from './platform/loose-bytes.ts';
import { Months } from './platform/months.ts';
import { Pulse } from './platform/pulse.ts';
import { openSockets } from './platform/realtime.ts';
import { openRedis } from './platform/redis.ts';
import { primaryFigures, Replica } from './platform/replica.ts';
import { Resealing } from './platform/resealing.ts';
import {
  demandNoRestore,
  demandOwnSecret,
  demandTables,
  explainFaults,
  settingsOf,
} from './platform/starting.ts';
import { startTraces } from './platform/traces.ts';
import { createQuality, qualityRoutes } from './quality/index.ts';
import {
  briefingRoutes,
  createBriefing,
  createDisclosures,
  createReports,
  createSaved,
  disclosuresRoutes,
  reportRoutes,
  savedRoutes,
  shiftRoutes,
} from './reports/index.ts';
import { Ratings } from './ratings/index.ts';
import {
  createRouting,
  registerRoutingSockets,
  routingRoutes,
  staffingRoutes,
  talkingAmong,
} from './routing/index.ts';
import {
  clockRuleRoutes,
  clockState,
  createTickets,
  filingRoutes,
  myMattersRoutes,
  oversightRoutes,
  petitionRoutes,
  proposalRoutes,
  proxyRoutes,
  ticketFileRoutes,
  ticketRoutes,
} from './tickets/index.ts';
import { createSignIn, signInRoutes } from './sign-in/index.ts';
import { createWebhooks, webhookRoutes } from './webhooks/index.ts';

const config = settingsOf(process.env);
const log = createLog(config.logLevel);
const isStarted = explainFaults(config, log);
const { traceEndpoint, roles } = config;
const stopTraces = traceEndpoint ? await startTraces({ traceEndpoint, roles }, log) : undefined;
mkdirSync(config.dataDir, { recursive: true });

// Platform
const metrics = createMetrics();
const jobs = new Jobs(config.redisUrl, log);
const secrets = new Secrets(loadSecret(config.secret, config.dataDir), config.secretRing);
const database = openDatabase(config.databaseUrl, jobs.relay, secrets.fields(config.fieldKeys));
const houseTime = new HouseTime(database.sql, log);
await demandNoRestore(database.sql, log);
await houseTime.start();
await demandTables(database.sql, log);
await demandOwnSecret(database, config, log);
keepTime(houseTime.now);
metrics.beforeReading(async () => metrics.wallClock.set(houseTime.wallAheadMs / 1_000));
const counts = openCounts(config.databaseUrl, database);
const replica = config.replica && new Replica(counts, { ...config.replica, log, metrics });
const figures = replica ?? primaryFigures(counts);
const redis = openRedis(config.redisUrl, log, { health: jobs.redisHealth });
const newsRedis = openRedis(config.redisUrl, log, { gathers: true, health: jobs.redisHealth });
const files = new FileStore(config.dataDir, undefined, undefined, config.bucket, (sha256) =>
  noteLoose(database.sql, 'file', [sha256]),
);
const articleFiles = new FileStore(config.dataDir, 'article-files', undefined, config.bucket, (sha256) =>
  noteLoose(database.sql, 'article', [sha256]),
);
const sessions = new Sessions(database, secrets, config.publicUrl);
if (config.demo)
  await applyPack(database, resolve('prisma/packs/shenzhen'), { demoPassword: 'onecall-demo' });
const texts = await loadTexts(database);

const guard = new Guard({
  redis,
  key: secrets.workKey,
  ...config.guard,
  isOrdered: () => routing.isSwitchedOn(database.sql, 'guard'),
  metrics,
  log,
});
const secureCookies = config.publicUrl.startsWith('https:');
const http = await createHttp({
  log,
  redis,
  sessions,
  secureCookies,
  publicUrl: config.publicUrl,
  webRoot: resolve('dist'),
  widgetSites: config.widgetSites,
  trustedProxies: config.trustedProxies,
  metrics,
  guard,
  ownErrors: { '/open311/': refuseOpen311 },
});
const io = openSockets(http.server, newsRedis, new URL(config.publicUrl).origin);
const doors = openDoors({ io, log, sessions, secrets, secureCookies });

// Rooms, each knowing only the ones above it
const knowledge = await createKnowledge({
  database,
  redis,
  jobs,
  log,
  files: articleFiles,
  texts,
});
const routing = await createRouting({ database, redis, jobs, log, metrics });
const ratings = new Ratings({
  database,
  routing,
  jobs,
  // Tickets stand above: what became of a contact is asked later than now.
  isHandedOff: (interactionId) => tickets.isHandedOff(interactionId),
});
const { isDanger } = knowledge;
const connectors = createConnectors({
  database,
  redis,
  secrets,
  log,
  networks: config.privateNetworks,
  isDemo: config.demo,
});
const intake = createIntake({
  database,
  routing,
  isDanger,
  answers: knowledge.answers,
  secrets,
  files,
  config,
  jobs,
  log,
  metrics,
  texts,
  ratings,
  // Tickets stand above intake; what a text message asks of them is asked later than now.
  tickets: {
    status: (number, code, lang) => tickets.smsHost.status(number, code, lang),
    awaitsRating: (citizen) => tickets.smsHost.awaitsRating(citizen),
  },
  systems: connectors.sms,
});
const tickets = await createTickets({
  database,
  intake,
  routing,
  secrets,
  config,
  jobs,
  log,
  metrics,
  texts,
  files,
});
answerStatusQuestions({ jobs, database, intake, lookUps: connectors.lookUps, texts });
const broadcasts = createBroadcasts({ database, texts, intake, routing, jobs, log, config });
const vault = new Vault(
  config.dataDir,
  ...(config.hotline.recordingKey ? ([config.hotline.recordingKey] as const) : secrets.recordingKeys),
);
const voice = await createVoice({
  database,
  routing,
  host: {
    ...tickets.voiceHost,
    warnings: broadcasts.spoken,
    systems: new SpokenLookUps({ lookUps: connectors.lookUps, database, redis, secrets, intake, texts, log }),
  },
  config,
  jobs,
  log,
  metrics,
  vault,
  staff: doors.staff,
  answers: knowledge.answers,
  ratings,
  texts,
});
const desk = new Desk({ database, routing, intake, tickets });
const open311 = new Open311({
  database,
  tickets,
  files,
  publicUrl: config.publicUrl,
  demoKey: config.demo ? 'onecall-demo' : undefined,
});
const catalogue = new Catalogue({ database, knowledge, tickets });
const imports = createImports({ database, knowledge, catalogue, jobs, log, config });
const webhooks = createWebhooks({ database, secrets, jobs, log, networks: config.privateNetworks });
const emergency = createEmergency({
  database,
  secrets,
  jobs,
  log,
  tickets,
  networks: config.privateNetworks,
  publicUrl: config.publicUrl,
  isDemo: config.demo,
});
const participation = new Participation({ database, secrets, codes: intake.phoneCodes });
const replies = new Replies({ database, knowledge, tickets });
const newsroom = new Newsroom({ database, knowledge, publicUrl: config.publicUrl });
const exchange = new Exchange(
  database,
  allLists({
    database,
    knowledge,
    newsroom,
    participation,
    clockRules: tickets.clockRules,
    tickets: tickets.service,
    mappings: imports.mappings,
    sources: imports.sources,
    flows: voice.editing,
    doNotCall: intake.doNotCall,
    webhooks: webhooks.service,
    connectors: connectors.service,
    broadcasts: broadcasts.broadcasts,
  }),
);
const reports = createReports(figures);
const saved = createSaved({ database, sessions, reports, jobs, log, mail: config.mail });
const quality = createQuality({ database, figures, isDanger, log });
const callsOut = new CallsOut({ database, jobs, routing, intake, tickets });

/** Closes what ended sessions still hold open. */
const expelSessions = (credentials: readonly string[]): void => {
  for (const credential of credentials) doors.staff.expel(roomOf.session(credential));
};

const idle = new Idle({
  database,
  sessions,
  idleMs: config.idleMs,
  talking: (userIds) => talkingAmong(database, userIds),
  warn: (credential, endsAt) =>
    doors.staff.tell(roomOf.session(credential), 'idle', { endsAt: endsAt?.toISOString() ?? null }),
  onEnd: expelSessions,
  log,
});

const signIn = createSignIn({
  database,
  secrets,
  sessions,
  log,
  networks: config.privateNetworks,
  publicUrl: config.publicUrl,
  onEnd: expelSessions,
});

// Doors
healthRoutes(http, {
  database,
  redis,
  jobs,
  metrics,
  metricsToken: config.metricsToken,
  dataDir: config.dataDir,
});
adminRoutes(http, {
  database,
  sessions,
  idle,
  secureCookies,
  onEnd: expelSessions,
  farewell: (credential) => signIn.signOut.farewell(credential),
});
signInRoutes(http, signIn, { secureCookies });
auditRoutes(http, {
  database,
  figures,
  labels: {
    ticket: async (id) => {
      const { number } = await tickets.summary(id);
      return { zh: number, en: number };
    },
    article: (id) => knowledge.articles.title(id),
    catalogue_entry: (code) => catalogue.nameOf(code),
  },
});
accessRoutes(http, [
  { namespace: '/staff', calls: doors.staff.access, isStaff: true },
  { namespace: '/citizen', calls: doors.citizen.access, isStaff: false },
]);
routingRoutes(http, routing);
staffingRoutes(http, database);
intakeRoutes(http, intake);
voice.register(http, intake.noteReceipt);
ticketRoutes(http, tickets);
clockRuleRoutes(http, tickets);
ticketFileRoutes(http, tickets);
myMattersRoutes(http, tickets, { secureCookies });
filingRoutes(http, tickets, knowledge.answersTo);
petitionRoutes(http, tickets);
proposalRoutes(http, tickets);
proxyRoutes(http, tickets, { secureCookies });
oversightRoutes(http, database);
reportRoutes(http, reports);
disclosuresRoutes(http, createDisclosures(figures));
savedRoutes(http, saved);
shiftRoutes(http, database);
qualityRoutes(http, quality);
bellRoutes(http, new Bell(database, { ticket: tickets.named, review: quality.reviews.named }));
briefingRoutes(http, createBriefing({ figures, warnings: (now) => broadcasts.broadcasts.inForce(now) }));
knowledgeRoutes(http, knowledge);
editingRoutes(http, knowledge);
deskRoutes(http, desk, intake, callsOut);
open311Routes(http, open311);
catalogueRoutes(http, catalogue);
broadcastRoutes(http, broadcasts);
participationRoutes(http, { participation, database });
publicationRoutes(http, { replies, newsroom });
plainRoutes(http, {
  knowledge,
  newsroom,
  replies,
  tickets,
  warnings: () => broadcasts.broadcasts.inForce(new Date()),
  areas: () => broadcasts.broadcasts.areas(false),
});
importRoutes(http, imports);
exchangeRoutes(http, exchange);
staffImportRoutes(http, new StaffImports({ database, sessions, onEnd: expelSessions }));
webhookRoutes(http, webhooks);
connectorRoutes(http, {
  ...connectors,
  demandConversation: (actor, id) => desk.screenPop(actor, id),
});
emergencyRoutes(http, emergency);
operationsRoutes(
  http,
  {
    database,
    replica,
    redis,
    jobs,
    clocks: clockState,
    sms: intake.waitingSms,
    doors: () => guard.doors(),
    model: tickets.modelReport,
  },
  metrics,
);
registerRoutingSockets(doors.staff, routing);
registerIntakeSockets(doors, intake);
const attention = new Attention({ redis, staff: doors.staff, sight: tickets.sight, log });
registerAttentionSockets(doors.staff, attention);
const hotline = createHotline({
  database,
  redis,
  routing,
  voice,
  vault,
  config,
  log,
  metrics,
  http,
  doors,
  tickets: tickets.voiceHost,
});
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(resolve('package.json'), 'utf8')));
const about = { roles: [...config.roles], version, dataDir: config.dataDir };
const pulse = new Pulse(redis, about, () => ({
  carriers: [...intake.carrierStates(), ...hotline.carrierStates()],
  model: tickets.model.state,
}));
tickets.model.showIn(metrics);
registerNews({ jobs, database, ...doors, routing, intake, tickets, desk, knowledge, emergency });

const resealing = new Resealing(database, log);
const months = new Months(database, log);
const looseBytes = new LooseBytes({
  database,
  stores: { file: files, import: imports.files, article: articleFiles },
  vault,
  dataDir: config.dataDir,
  log,
});
const erasure = createErasure({ database, files, vault, log, keptDays: config.personalDays });
erasureRoutes(http, { erasure: erasure.erasure, database, sessions });
const auditSeals = new AuditSeals(database, secrets.auditKeys[0], log, metrics);
if (config.roles.has('worker')) {
  jobs.start(database);
  resealing.start();
  months.start();
  looseBytes.start();
  auditSeals.start();
  erasure.start();
  idle.start();
  intake.start();
  voice.start();
  knowledge.start();
  imports.start();
  webhooks.start();
  connectors.start();
  emergency.start();
  tickets.start();
  broadcasts.start();
  saved.start();
  quality.start();
}
await replica?.start();
await connectors.open();
await emergency.open();
await routing.rebuild();
await hotline.start();
await http.listen({ port: config.port, host: config.host });
isStarted();
pulse.start();
attention.start();
log.info({ port: config.port, roles: [...config.roles] }, 'listening');

/** What a request in hand is given to finish. A browser also keeps connections it never used: nobody waits for those. */
const REQUEST_GRACE_MS = 3_000;
/** Then it goes all the same, before whoever sent the signal kills it: what waits for a Redis that is away has no end. */
const STOP_WITHIN_MS = 25_000;

let stopping = false;
/** Stops taking work, finishes what runs, then closes. A second signal ends at once. */
async function stop(signal: string): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  log.info({ signal }, 'stopping');
  setTimeout(() => {
    log.error({ signal }, 'gone before everything had ended: the rest is taken up as after a crash');
    process.exit(1);
  }, STOP_WITHIN_MS);
  await hotline.stop();
  setTimeout(() => http.server.closeAllConnections(), REQUEST_GRACE_MS);
  // Closes the HTTP server too.
  await io.close();
  await http.close();
  await intake.stop();
  voice.stop();
  attention.stop();
  await routing.stop();
  tickets.stop();
  await broadcasts.stop();
  saved.stop();
  quality.stop();
  imports.stop();
  await webhooks.stop();
  await connectors.stop();
  await emergency.stop();
  knowledge.stop();
  await resealing.stop();
  await months.stop();
  await looseBytes.stop();
  await erasure.stop();
  await idle.stop();
  await auditSeals.stop();
  await jobs.stop();
  await pulse.stop();
  await replica?.stop();
  await houseTime.stop();
  await counts.close();
  await database.close();
  await stopTraces?.();
  newsRedis.disconnect();
  redis.disconnect();
  process.exit(0);
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
