// Use cases: what programs read of the city, and what they file with it.
import { createHash, randomUUID } from 'node:crypto';
import { readLists } from '../admin/index.ts';
import { idFrom, languageOf } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { FileStore } from '../platform/files.ts';
import { beginningOf } from '../platform/text.ts';
import type { PublicTicket } from '../tickets/contract.ts';
import type { Tickets } from '../tickets/index.ts';
import {
  definitionJson,
  type Labels,
  receiptJson,
  requestJson,
  type Service,
  serviceJson,
  titleOf,
  updateJson,
  wordsOf,
} from './core.ts';
import type { Json } from './format.ts';
import { Open311Error, textOf } from './problem.ts';
import { type Arguments, lastOf, mostRows, readRequestQuery, readSpan } from './query.ts';
import { filedOf, findKey, type Key, keepFiled, keepFiles, readEndpoint, readServiceRows } from './store.ts';
import { readSubmission, readUpdate, type Submission } from './submission.ts';

/** What is offered and how it is called hardly ever changes, and stands in every answer. */
const holdMs = 15_000;
/** The same words from the same device within this time are a repeated send. */
const repeatMs = 10 * 60_000;

/** A file that came with a form, its bytes in the store. */
export interface Upload {
  name: string;
  content: Awaited<ReturnType<FileStore['save']>>;
}

interface Offer {
  endpoint: NonNullable<Awaited<ReturnType<typeof readEndpoint>>>;
  services: Map<string, Service & { kind: Category['defaultKind']; urgency: Category['defaultUrgency'] }>;
  labels: Labels;
}
type Category = Awaited<ReturnType<typeof readLists>>['categories'][number];

export class Open311 {
  readonly #database: Database;
  readonly #tickets: Tickets;
  readonly #files: FileStore;
  readonly #base: string;
  /** Opens in demo mode only, and is in no table. */
  readonly #demoKey: string | undefined;
  #offer: { value: Promise<Offer | null>; until: number } | undefined;

  constructor(deps: {
    database: Database;
    tickets: Tickets;
    files: FileStore;
    publicUrl: string;
    demoKey: string | undefined;
  }) {
    this.#database = deps.database;
    this.#tickets = deps.tickets;
    this.#files = deps.files;
    this.#base = `${deps.publicUrl.replace(/\/+$/, '')}/open311/v2`;
    this.#demoKey = deps.demoKey;
  }

  async discovery(lang: Lang): Promise<Json> {
    const { endpoint } = await this.#offered();
    const changeset = `${endpoint.changedAt.toISOString().slice(0, 19)}Z`;
    return {
      changeset,
      contact: lang === 'zh' ? endpoint.contactZh : endpoint.contactEn,
      key_service: lang === 'zh' ? endpoint.keyServiceZh : endpoint.keyServiceEn,
      endpoints: [
        {
          specification: 'http://wiki.open311.org/GeoReport_v2',
          url: this.#base,
          changeset,
          type: this.#demoKey === undefined ? 'production' : 'test',
          formats: ['text/xml', 'application/json'],
        },
      ],
    };
  }

  async services(given: Arguments, lang: Lang): Promise<Json> {
    const { services } = await this.#within(given);
    return [...services.values()].map((service) => serviceJson(service, lang));
  }

  async definition(given: Arguments, code: string, lang: Lang): Promise<Json> {
    return definitionJson(serviceOf(await this.#within(given), code), lang);
  }

  async requests(given: Arguments, lang: Lang): Promise<Json> {
    const offer = await this.#within(given);
    const read = readRequestQuery(given, new Date());
    if ('faults' in read) throw new Open311Error(400, ...read.faults);
    const { numbers, serviceCodes, span, ...rest } = read.query;
    if (numbers.length > 0) return this.#shown(offer, await this.#tickets.public.byNumbers(numbers), lang);
    const offered = [...offer.services.keys()];
    const categoryCodes =
      serviceCodes.length === 0 ? offered : offered.filter((code) => serviceCodes.includes(code));
    const tickets = await this.#tickets.public.list({ categoryCodes, ...span, ...rest });
    return this.#shown(offer, tickets, lang);
  }

  async request(given: Arguments, number: string, lang: Lang): Promise<Json> {
    const offer = await this.#within(given);
    const shown = await this.#shown(offer, await this.#tickets.public.byNumbers([number]), lang);
    if (shown.length === 0) throw new Open311Error(404, { key: 'request_unknown', vars: { value: number } });
    return shown;
  }

  /** Requests have their number at once, so a token is no more than the number itself. */
  async token(given: Arguments, token: string, lang: Lang): Promise<Json> {
    const offer = await this.#within(given);
    const [ticket] = await this.#tickets.public.byNumbers([token]);
    if (!ticket || (await this.#shown(offer, [ticket], lang)).length === 0)
      throw new Open311Error(404, { key: 'token_unknown', vars: { value: token } });
    return [{ service_request_id: ticket.number, token }];
  }

  async updates(given: Arguments, lang: Lang): Promise<Json> {
    const { services, labels } = await this.#within(given);
    const read = readSpan(given, new Date());
    if ('faults' in read) throw new Open311Error(400, ...read.faults);
    const steps = await this.#tickets.public.steps({
      categoryCodes: [...services.keys()],
      ...read.span,
      limit: mostRows,
    });
    const filed = await filedOf(
      this.#database,
      steps.map(({ ticketId }) => ticketId),
    );
    return steps.map((step) => updateJson(step, { isFiled: filed.has(step.ticketId), labels, lang }));
  }

  /** A picture that came with a public request. @throws AppError `not_found` */
  async picture(number: string, fileId: string) {
    const [ticket] = await this.#tickets.public.byNumbers([number]);
    const filed = ticket && (await filedOf(this.#database, [ticket.id])).get(ticket.id);
    if (!ticket || !filed?.fileIds.includes(fileId)) throw new AppError('not_found');
    return this.#tickets.files.open({ kind: 'citizen' }, ticket.id, fileId);
  }

  /** @throws Open311Error 403 for a missing, unknown or revoked key */
  async demandKey(given: Arguments): Promise<Key> {
    const key = lastOf(given, 'api_key');
    if (key === undefined) throw new Open311Error(403, { key: 'key_missing' });
    const found = key === this.#demoKey ? { id: 'demo', perMinute: 600 } : await findKey(this.#database, key);
    if (!found) throw new Open311Error(403, { key: 'key_wrong' });
    return found;
  }

  /** Takes the bytes of a file. @throws AppError `unsupported_media`, `too_large` */
  async keepBytes(stream: Parameters<FileStore['save']>[0]): Promise<Upload['content']> {
    return this.#files.save(stream);
  }

  /**
   * Files a request as a ticket. Sent again — under the same Idempotency-Key, or from the same device with the same
   * words within ten minutes — it is the same request.
   */
  async file(
    key: Key,
    given: Arguments,
    sent: { idempotencyKey: string | undefined; uploads: readonly Upload[]; lang: Lang },
  ): Promise<Json> {
    const offer = await this.#within(given);
    const code = lastOf(given, 'service_code');
    if (code === undefined) throw new Open311Error(400, { key: 'service_missing' });
    const service = serviceOf(offer, code);
    const read = readSubmission(given, service);
    if ('faults' in read) throw new Open311Error(400, ...read.faults);
    const { submission } = read;
    const fingerprint = fingerprintOf(submission, sent.uploads);
    const now = new Date();
    const id = await this.#idFor(key, submission, fingerprint, sent.idempotencyKey, now);
    const words = submission.description ?? service.name.zh;
    const lang = submission.description ? languageOf(submission.description) : sent.lang;
    const place = await this.#placeOf(submission, service, words);
    const ticket = {
      id,
      kind: service.kind ?? ('complaint' as const),
      urgency: service.urgency ?? ('ordinary' as const),
      title: titleOf(submission, service, lang),
      text: wordsOf(submission, service, lang),
      channel: 'web' as const,
      lang,
      categoryCode: service.code,
      place,
      sealed: false,
      citizenName: submission.name,
      citizenPhone: submission.phone,
    };
    const filed = await this.#tickets.service.create({ kind: 'citizen' }, ticket, (change) =>
      keepFiled(change, submission, { ticketId: id, keyId: key.id, fingerprint, createdAt: now }),
    );
    await this.#attach(id, fingerprint, sent.uploads);
    return [
      receiptJson(
        { number: filed.ticket.number, accountId: submission.accountId ?? null },
        service,
        sent.lang,
      ),
    ];
  }

  /** Adds words to a request that the same program filed. */
  async update(key: Key, given: Arguments, uploads: readonly Upload[]): Promise<Json> {
    await this.#within(given);
    const read = readUpdate(given);
    if ('faults' in read) throw new Open311Error(400, ...read.faults);
    const { number, updateId, description, mediaUrls } = read.update;
    const [ticket] = await this.#tickets.public.byNumbers([number]);
    const filed = ticket && (await filedOf(this.#database, [ticket.id])).get(ticket.id);
    if (!ticket) throw new Open311Error(404, { key: 'request_unknown', vars: { value: number } });
    if (filed?.keyId !== key.id) throw new Open311Error(403, { key: 'not_yours' });
    const commandId =
      updateId === undefined ? randomUUID() : idFrom(`open311:update:${key.id}:${ticket.id}:${updateId}`);
    const lang = languageOf(description);
    const links = mediaUrls.map((url) => textOf(lang, 'linked', { url }));
    const text = beginningOf([description, ...links].join('\n'), mostUpdate);
    try {
      await this.#tickets.public.hear(ticket.id, { commandId, text });
    } catch (error) {
      if (error instanceof AppError && ['wrong_state', 'conflict'].includes(error.code))
        throw new Open311Error(400, { key: 'no_more_updates' });
      throw error;
    }
    for (const { name, content } of uploads)
      await this.#tickets.files.attach({ kind: 'citizen' }, ticket.id, { name, content, isPublic: true });
    return [{ update_id: commandId, service_request_id: ticket.number }];
  }

  async #offered(): Promise<Offer> {
    if (!this.#offer || this.#offer.until < performance.now())
      this.#offer = { value: readOffer(this.#database), until: performance.now() + holdMs };
    const { value } = this.#offer;
    const offer = await value.catch((error: unknown) => {
      // What failed is asked again by the next program, not told to all for the time.
      if (this.#offer?.value === value) this.#offer = undefined;
      throw error;
    });
    if (!offer) throw new Open311Error(404, { key: 'no_such_page' });
    return offer;
  }

  /** What is offered, where a jurisdiction is asked for that is ours. */
  async #within(given: Arguments): Promise<Offer> {
    const offer = await this.#offered();
    const asked = lastOf(given, 'jurisdiction_id');
    if (asked !== undefined && asked.toLowerCase() !== offer.endpoint.jurisdictionId)
      throw new Open311Error(404, { key: 'jurisdiction_unknown', vars: { value: asked } });
    return offer;
  }

  async #shown(offer: Offer, tickets: readonly PublicTicket[], lang: Lang): Promise<Json[]> {
    const ids = tickets.map(({ id }) => id);
    const said = await filedOf(this.#database, ids);
    return tickets.flatMap((ticket) => {
      const filed = said.get(ticket.id);
      // One that was moved out of what is offered is still found by whoever filed it.
      const service =
        offer.services.get(ticket.categoryCode ?? '') ?? offer.services.get(filed?.serviceCode ?? '');
      if (!service) return [];
      const pictures = (filed?.fileIds ?? []).map((id) => `${this.#base}/media/${ticket.number}/${id}`);
      return [requestJson(ticket, { service, filed, labels: offer.labels, lang, pictures })];
    });
  }

  async #idFor(
    key: Key,
    submission: Submission,
    fingerprint: string,
    idempotencyKey: string | undefined,
    now: Date,
  ): Promise<string> {
    if (idempotencyKey !== undefined) {
      const id = idFrom(`open311:${key.id}:${idempotencyKey}`);
      const known = (await filedOf(this.#database, [id])).get(id);
      if (known && known.fingerprint !== fingerprint) throw new Open311Error(400, { key: 'key_reused' });
      return id;
    }
    if (submission.deviceId === undefined) return randomUUID();
    const idAt = (time: number): string =>
      idFrom(`open311:${key.id}:${submission.deviceId}:${fingerprint}:${Math.floor(time / repeatMs)}`);
    const [current, before] = [idAt(now.getTime()), idAt(now.getTime() - repeatMs)];
    const known = (await filedOf(this.#database, [before])).get(before);
    return known && now.getTime() - known.createdAt.getTime() < repeatMs ? before : current;
  }

  /** A place with what its words and its code say of the area. */
  async #placeOf(submission: Submission, service: Service, words: string) {
    const { address, addressId, point } = submission;
    const area = addressId !== undefined && /^\d{6}(\d{3}){0,2}$/.test(addressId) ? addressId : undefined;
    const areas = (await this.#offered()).labels.areas;
    const within = (digits: number): string | undefined =>
      area !== undefined && area.length >= digits && areas.has(area.slice(0, digits))
        ? area.slice(0, digits)
        : undefined;
    const coded = { districtCode: within(6), streetCode: within(9), communityCode: within(12) };
    const suggested = await this.#tickets.suggest({
      title: address ?? '',
      text: words,
      categoryCode: service.code,
    });
    return {
      ...coded,
      districtCode: coded.districtCode ?? suggested.place.districtCode,
      address: address ?? (area === undefined ? addressId : undefined),
      ...(point ?? {}),
    };
  }

  async #attach(ticketId: string, fingerprint: string, uploads: readonly Upload[]): Promise<void> {
    if (uploads.length === 0) return;
    const filed = (await filedOf(this.#database, [ticketId])).get(ticketId);
    if (!filed || filed.fileIds.length > 0 || filed.fingerprint !== fingerprint) return;
    const ids: string[] = [];
    for (const { name, content } of uploads) {
      const by = { kind: 'citizen' } as const;
      ids.push((await this.#tickets.files.attach(by, ticketId, { name, content, isPublic: true })).id);
    }
    await keepFiles(this.#database, ticketId, ids);
  }
}

/** As long as a ticket's text may be. */
const mostUpdate = 4_000;

function serviceOf(offer: Offer, code: string) {
  const service = offer.services.get(code);
  if (!service) throw new Open311Error(404, { key: 'service_unknown', vars: { value: code } });
  return service;
}

function fingerprintOf(submission: Submission, uploads: readonly Upload[]): string {
  const files = uploads.map(({ content }) => content.sha256);
  return createHash('sha256')
    .update(JSON.stringify([submission, files]))
    .digest('hex');
}

async function readOffer(database: Database): Promise<Offer | null> {
  const [endpoint, rows, lists] = await Promise.all([
    readEndpoint(database),
    readServiceRows(database),
    readLists(database),
  ]);
  if (!endpoint) return null;
  const categories = new Map(lists.categories.map((category) => [category.code, category]));
  const names = (list: readonly { code: string; name: Category['name'] }[]) =>
    new Map(list.map(({ code, name }) => [code, name]));
  const services = rows.flatMap((row) => {
    const category = categories.get(row.categoryCode);
    if (!category) return [];
    const above = categories.get(category.parentCode ?? '') ?? category;
    const service = {
      code: row.categoryCode,
      name: category.name,
      group: above.name,
      description: { zh: row.descriptionZh, en: row.descriptionEn },
      keywords: { zh: row.keywordsZh, en: row.keywordsEn },
      notice: row.noticeZh && row.noticeEn ? { zh: row.noticeZh, en: row.noticeEn } : null,
      attributes: row.attributes,
      kind: category.defaultKind,
      urgency: category.defaultUrgency,
    };
    return [[service.code, service] as const];
  });
  return {
    endpoint,
    services: new Map(services),
    labels: { departments: names(lists.departments), areas: names(lists.areas) },
  };
}
