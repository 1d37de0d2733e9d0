// A case as the emergency command reads it, and when it is told again. Pure.
import { capTime, capXml } from '../broadcasts/index.ts';
import { type HandOffFacts, placeLine } from '../tickets/index.ts';
import type { HandOffBody } from './contract.ts';

/** Danger waits for nobody: 2 s, twice as long each time, half a minute at most. */
export function retryAfterMs(failures: number): number {
  return Math.min(30_000, 2_000 * 2 ** Math.max(0, failures - 1));
}

interface HandOff {
  id: string;
  /** The hand-off that this one adds to. */
  updates: { id: string; at: Date } | null;
  facts: HandOffFacts;
  publicUrl: string;
  confirmWithinS: number;
}

export function bodyOf({ id, updates, facts, publicUrl, confirmWithinS }: HandOff): HandOffBody {
  const { number, danger, urgency, kind, title, text, note, place, channel, lang, callbackNumber } = facts;
  const { conversationId, interactionId, ticketId, callerName, areaNames } = facts;
  return {
    type: 'emergency.hand_off',
    timestamp: facts.at.toISOString(),
    data: {
      handOffId: id,
      updates: updates?.id ?? null,
      number,
      danger,
      urgency,
      kind,
      title,
      text,
      note,
      persons: facts.persons ?? null,
      place: { ...place, names: { zh: areaNames.zh.join(''), en: areaNames.en.join(', ') } },
      callbackNumber,
      callerName,
      isSealed: facts.sealed,
      channel,
      lang,
      records: { ticket: `${publicUrl}/console/tickets/${ticketId}`, conversationId, interactionId },
      confirmWithinS,
    },
  };
}

const categories = {
  fire: 'Fire',
  rescue: 'Rescue',
  medical: 'Health',
  security: 'Security',
  traffic: 'Transport',
  hazard: 'CBRNE',
  flood: 'Geo',
  other: 'Safety',
} as const satisfies Record<HandOffFacts['danger'], string>;
const events = {
  fire: { zh: '火灾', en: 'Fire' },
  rescue: { zh: '人员被困', en: 'People trapped' },
  medical: { zh: '急病或受伤', en: 'Illness or injury' },
  security: { zh: '治安事件', en: 'Public security' },
  traffic: { zh: '交通事故', en: 'Traffic accident' },
  hazard: { zh: '危险物质', en: 'Dangerous substances' },
  flood: { zh: '水浸、滑坡或坍塌', en: 'Flood, landslide or collapse' },
  other: { zh: '其他险情', en: 'Other danger' },
} as const satisfies Record<HandOffFacts['danger'], Record<'zh' | 'en', string>>;
const severities = { emergency: 'Extreme', urgent: 'Severe', ordinary: 'Moderate' } as const;

/** Of a hand-off, as later messages refer to it. */
const identifierOf = (id: string): string => `onecall-${id}`;

/** The same case as a message of CAP 1.2, in both languages. The order of elements is the schema's. */
export function capOf(handOff: HandOff): string {
  const { id, updates, facts, publicUrl } = handOff;
  const sender = new URL(publicUrl).hostname;
  const { place, areaNames, number, title, text, note, persons, callbackNumber } = facts;
  const parameters = {
    number,
    persons,
    conversation: facts.conversationId,
    interaction: facts.interactionId,
  };
  const info = (['zh', 'en'] as const).map((lang) => ({
    language: lang === 'zh' ? 'zh-CN' : 'en-US',
    category: categories[facts.danger],
    event: events[facts.danger][lang],
    urgency: 'Immediate',
    severity: severities[facts.urgency],
    certainty: 'Likely',
    senderName: lang === 'zh' ? '一号通政务服务热线' : 'OneCall city service line',
    headline: title,
    description: [note, text].join('\n').slice(0, 4_000),
    web: `${publicUrl}/console/tickets/${facts.ticketId}`,
    ...(callbackNumber !== null && { contact: callbackNumber }),
    parameter: Object.entries(parameters).flatMap(([valueName, value]) =>
      value === null || value === undefined ? [] : [{ valueName, value: String(value) }],
    ),
    area: {
      areaDesc: placeLine(areaNames[lang], place.address) || (lang === 'zh' ? '不明' : 'Not known'),
      ...(place.latitude !== undefined &&
        place.longitude !== undefined && { circle: `${place.latitude},${place.longitude} 0` }),
      geocode: [place.communityCode ?? place.streetCode ?? place.districtCode]
        .filter((value) => value !== undefined)
        .map((value) => ({ valueName: 'GB/T 2260', value })),
    },
  }));
  return capXml({
    identifier: identifierOf(id),
    sender,
    sent: capTime(facts.at),
    status: 'Actual',
    msgType: updates ? 'Update' : 'Alert',
    scope: 'Restricted',
    restriction: 'Emergency command only',
    ...(updates && { references: `${sender},${identifierOf(updates.id)},${capTime(updates.at)}` }),
    incidents: number,
    info,
  });
}
