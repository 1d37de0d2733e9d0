// Builds the room out of its parts.
import type { z } from 'zod';
import type { Texts } from '../admin/index.ts';
import { type Intake, normalisePhone } from '../intake/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import type { FileStore } from '../platform/files.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Routing } from '../routing/index.ts';
import { AnsweredTickets } from './answered.ts';
import { CitizenTickets } from './citizen.ts';
import { ModelInForce } from './classifier/in-force.ts';
import { modelReport } from './classifier/report.ts';
import { ClockRules } from './clock-rules/service.ts';
import { ClockBook } from './clocks.ts';
import type { toJoinSchema } from './contract.ts';
import { TicketFiles } from './files.ts';
import { handOffFacts, isHandedOff } from './hand-off.ts';
import { fileLeftMatters } from './filing.ts';
import { Filings } from './filings/service.ts';
import { watchClocks } from './firing.ts';
import { MattersOfPhone } from './my-matters.ts';
import { tellCitizens } from './notices.ts';
import { escalationNews, watchLadders } from './oversight/escalation.ts';
import { hotspotNews, watchHotspots } from './oversight/hotspots.ts';
import { watchOutcomes } from './outcome-count.ts';
import { TicketPeople } from './people.ts';
import { Petitions } from './petitions/service.ts';
import { Proposals } from './proposals/service.ts';
import { Proxies } from './proxies/service.ts';
import { PublicTickets } from './public.ts';
import { watchRules } from './recompute.ts';
import { namedTickets } from './rings.ts';
import { RuleBook } from './rules.ts';
import { TicketService } from './service.ts';
import { departmentsOfTickets, isBoundToDepartment } from './sight.ts';
import { beforeFiling, similarTickets } from './similar.ts';
import { smsHost, takeRatings } from './sms.ts';
import { suggestTickets } from './suggested.ts';
import { createSuggester } from './suggestion.ts';
import { voiceHost } from './voice-host.ts';

/** Builds the room: use cases for staff and citizens, notices, clocks. */
export async function createTickets(deps: {
  database: Database;
  intake: Intake;
  routing: Routing;
  secrets: Secrets;
  config: Config;
  jobs: Jobs;
  log: Log;
  metrics: Metrics;
  texts: Texts;
  files: FileStore;
}) {
  const { database, intake, routing, secrets, config, jobs, log, metrics, texts } = deps;
  const rules = new RuleBook(database);
  const clocks = new ClockBook(rules);
  const service = new TicketService({ database, intake, secrets, metrics, clocks, log });
  const citizens = new CitizenTickets(database, service);
  tellCitizens({ jobs, database, intake, secrets, texts, publicUrl: config.publicUrl, service });
  const watch = watchClocks({ jobs, database, log, metrics });
  let hotspotWatch: ReturnType<typeof watchHotspots> | undefined;
  let outcomeWatch: ReturnType<typeof watchOutcomes> | undefined;
  const ladders = watchLadders({ jobs, database, log });
  await watchRules({ jobs, database, rules });
  const model = await ModelInForce.open({ dataDir: config.dataDir, log });
  model.start();
  const { suggest, suggestAll } = createSuggester(database, model);
  takeRatings({ jobs, database, intake, service, texts });
  fileLeftMatters({ jobs, database, intake, routing, service, suggest });
  const files = new TicketFiles(database, deps.files);
  return {
    service,
    clockRules: new ClockRules(database, rules),
    citizens,
    suggest,
    suggestMany: (actor: Actor, ids: readonly string[]) => suggestTickets(database, suggestAll, actor, ids),
    model,
    modelReport: () => modelReport(database.sql, model),
    files,
    proposals: new Proposals({ database, tickets: service, files }),
    people: new TicketPeople(database, service),
    public: new PublicTickets(database, service),
    answered: new AnsweredTickets(database),
    filings: new Filings({ database, tickets: service, codes: intake.phoneCodes, suggest }),
    petitions: new Petitions({ database, tickets: service, codes: intake.phoneCodes }),
    proxies: new Proxies({ database, tickets: service, intake, secrets }),
    matters: new MattersOfPhone({ database, secrets, codes: intake.phoneCodes }),
    /** What may be about the same matter as a ticket. */
    similar: async (actor: Actor, ticketId: string) => {
      const { id, title, text, citizenId, categoryCode, leadDepartmentCode, place } = await service.plain(
        actor,
        ticketId,
      );
      const { districtCode } = place;
      const matter = { id, title, text, citizenId, categoryCode, leadDepartmentCode, districtCode };
      return similarTickets(database, matter, new Date());
    },
    /** What is open already of a matter that somebody is about to file. */
    toJoin: ({ citizenPhone, ...matter }: z.infer<typeof toJoinSchema>) =>
      beforeFiling(
        database,
        { ...matter, ...(citizenPhone && { citizenPhone: normalisePhone(citizenPhone) }) },
        new Date(),
      ),
    /** What a department answers again and again. */
    replyTemplates: async ({ departmentCode }: Actor) => {
      const rows = await database.read.replyTemplate.findMany({
        where: { OR: [{ departmentCode: null }, { departmentCode }] },
        orderBy: { code: 'asc' },
      });
      return rows.map(({ titleZh, titleEn, textZh, textEn, ...row }) => ({
        ...row,
        title: { zh: titleZh, en: titleEn },
        text: { zh: textZh, en: textEn },
      }));
    },
    /** What the emergency command is told of a case. */
    handOff: (ticketId: string, commandId: string) => handOffFacts(database, ticketId, commandId),
    isHandedOff: (interactionId: string) => isHandedOff(database, interactionId),
    summary: (id: string) => service.summary(id),
    news: (id: string) => service.news(id),
    ofCitizen: (citizenId: string, options: { openOnly: boolean }) => service.ofCitizen(citizenId, options),
    /** Reasons that a citizen may give with a rating. */
    ratingReasons: async () => {
      const rows = await database.read.reason.findMany({
        where: { list: 'rating_reason', isActive: true },
        orderBy: { position: 'asc' },
      });
      return rows.map((row) => ({ code: row.code, label: { zh: row.labelZh, en: row.labelEn } }));
    },
    voiceHost: voiceHost({ service, texts }),
    smsHost: smsHost({ database, service, texts }),
    sight: {
      /** The department whose tickets alone somebody sees; null: all. */
      boundTo: (actor: Actor) => (isBoundToDepartment(actor) ? (actor.departmentCode ?? '') : null),
      departments: (ids: readonly string[]) => departmentsOfTickets(database, ids),
    },
    /** Tickets by their ids, as a bell names them to its reader. */
    named: (actor: Actor, ids: readonly string[]) => namedTickets(database, actor, ids),
    /** What a ladder told, and to whom. */
    escalationNews: (id: string) => escalationNews(database, id),
    hotspotNews: (id: string) => hotspotNews(database, id),
    /** What only workers do. */
    start: () => {
      hotspotWatch = watchHotspots(database, log);
      outcomeWatch = watchOutcomes(database, log);
    },
    stop: () => {
      model.stop();
      hotspotWatch?.stop();
      outcomeWatch?.stop();
      watch.stop();
      ladders.stop();
    },
  };
}

export type Tickets = Awaited<ReturnType<typeof createTickets>>;
