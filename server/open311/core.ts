// What programs read: services, definitions, requests and updates, made of the city's tickets. Only what is public.
import { maskPersonal } from '../../knowledge/personal/index.ts';
import type { Bilingual } from '../platform/contract.ts';
import type { Lang } from '../platform/errors.ts';
import type { PublicStep, PublicTicket } from '../tickets/contract.ts';
import type { Attribute } from './contract.ts';
import { cleanText, type Json } from './format.ts';
import { type TextKey, textOf } from './problem.ts';
import { writeMoment } from './query.ts';
import type { Submission } from './submission.ts';

/** A service that the city offers. */
export interface Service {
  code: string;
  name: Bilingual;
  /** The name of the category above. */
  group: Bilingual;
  description: Bilingual;
  keywords: Bilingual;
  notice: Bilingual | null;
  attributes: readonly Attribute[];
}

/** Names that answers carry. */
export interface Labels {
  departments: ReadonlyMap<string, Bilingual>;
  areas: ReadonlyMap<string, Bilingual>;
}

/** What a program said of a ticket that it filed. */
export interface Filed {
  serviceCode: string;
  description: string | null;
  address: string | null;
  addressId: string | null;
  mediaUrls: readonly string[];
}

export function serviceJson(service: Service, lang: Lang): Json {
  return {
    service_code: service.code,
    service_name: service.name[lang],
    description: service.description[lang],
    metadata: service.attributes.length > 0,
    type: 'realtime',
    keywords: service.keywords[lang],
    group: service.group[lang],
  };
}

export function definitionJson(service: Service, lang: Lang): Json {
  return {
    service_code: service.code,
    attributes: service.attributes.map((attribute, index) => ({
      variable: attribute.variable,
      code: attribute.code,
      datatype: attribute.datatype,
      required: attribute.required,
      datatype_description: (lang === 'zh' ? attribute.hintZh : attribute.hintEn) ?? null,
      order: index + 1,
      description: lang === 'zh' ? attribute.descriptionZh : attribute.descriptionEn,
      ...(attribute.values.length > 0
        ? {
            values: attribute.values.map(({ key, nameZh, nameEn }) => ({
              key,
              name: lang === 'zh' ? nameZh : nameEn,
            })),
          }
        : {}),
    })),
  };
}

/** Free text of people, for everybody: personal data is starred out. */
function published(text: string | null): string | null {
  return text === null ? null : maskPersonal(cleanText(text));
}

/** The names of a place's areas, most specific first. */
function areaNames(ticket: PublicTicket, { areas }: Labels, lang: Lang): string | null {
  const codes = [ticket.communityCode, ticket.streetCode, ticket.districtCode];
  const names = codes.flatMap((code) => (code === null ? [] : (areas.get(code)?.[lang] ?? [])));
  return names.length === 0 ? null : names.join(lang === 'zh' ? '，' : ', ');
}

/**
 * A ticket as a request. Of a ticket that came another way than by a program no word of its citizen is shown, nor the
 * answer to them, nor their door: they told the city, not the world.
 */
export function requestJson(
  ticket: PublicTicket,
  about: {
    service: Service;
    filed: Filed | undefined;
    labels: Labels;
    lang: Lang;
    /** Pictures that came with it, as links. */
    pictures: readonly string[];
  },
): Json {
  const { service, filed, labels, lang } = about;
  const department = ticket.departmentCode ? labels.departments.get(ticket.departmentCode)?.[lang] : null;
  return {
    service_request_id: ticket.number,
    status: ticket.isOpen ? 'open' : 'closed',
    status_notes: filed ? published(ticket.publicReply) : null,
    service_name: service.name[lang],
    service_code: service.code,
    description: filed ? published(filed.description) : null,
    agency_responsible: department ?? null,
    service_notice: service.notice?.[lang] ?? null,
    requested_datetime: writeMoment(ticket.createdAt),
    updated_datetime: writeMoment(ticket.isOpen ? ticket.updatedAt : (ticket.closedAt ?? ticket.updatedAt)),
    expected_datetime: ticket.dueAt ? writeMoment(ticket.dueAt) : null,
    address: published(filed?.address ?? null) ?? areaNames(ticket, labels, lang),
    address_id: filed?.addressId ?? null,
    zipcode: null,
    lat: filed ? ticket.latitude : null,
    long: filed ? ticket.longitude : null,
    media_url: filed?.mediaUrls[0] ?? about.pictures[0] ?? null,
  };
}

/** What answers to a request that was filed. */
export function receiptJson(
  filed: { number: string; accountId: string | null },
  service: Service,
  lang: Lang,
): Json {
  return {
    service_request_id: filed.number,
    service_notice: service.notice?.[lang] ?? null,
    account_id: filed.accountId,
  };
}

/** A step of a ticket's life as an update (the extension that FixMyStreet speaks). */
export function updateJson(step: PublicStep, about: { isFiled: boolean; labels: Labels; lang: Lang }): Json {
  const { labels, lang } = about;
  const department = step.departmentCode ? (labels.departments.get(step.departmentCode)?.[lang] ?? '') : '';
  const reply = step.command === 'approve' && about.isFiled ? published(step.publicReply) : null;
  return {
    update_id: step.id,
    service_request_id: step.number,
    status: step.isOpen ? 'open' : 'closed',
    updated_datetime: writeMoment(step.at),
    description: reply ?? textOf(lang, `step.${step.command}`, { department }),
    media_url: null,
  };
}

const mostTitle = 60;

/** The title of a request's ticket: its first words, or what the service is called. */
export function titleOf(submission: Submission, service: Service, lang: Lang): string {
  const line = (submission.description ?? '').replace(/\s+/g, ' ').trim();
  const characters = [...line];
  if (characters.length < 2) return service.name[lang];
  return characters.length <= mostTitle ? line : `${characters.slice(0, mostTitle - 1).join('')}…`;
}

/** The words of a request's ticket as its department reads them: description, answers by their questions, links. */
export function wordsOf(submission: Submission, service: Service, lang: Lang): string {
  const line = (key: TextKey, vars: Record<string, string>): string => textOf(lang, key, vars);
  const answers = Object.entries(submission.attributes).map(([code, values]) => {
    const attribute = service.attributes.find((one) => one.code === code);
    const nameOf = (key: string): string => {
      const value = attribute?.values.find((one) => one.key === key);
      return (lang === 'zh' ? value?.nameZh : value?.nameEn) ?? key;
    };
    const question = (lang === 'zh' ? attribute?.descriptionZh : attribute?.descriptionEn) ?? code;
    return line('question', { question, answer: values.map(nameOf).join(lang === 'zh' ? '、' : ', ') });
  });
  const links = submission.mediaUrls.map((url) => line('linked', { url }));
  return [submission.description ?? service.name[lang], ...answers, ...links].join('\n');
}
