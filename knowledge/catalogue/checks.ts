// The rules a service item must keep. Each breach is noted; none stops the import.
import type { Note } from './fault.ts';
import { creditCheckCharacter, type ItemCode, isCreditAlphabet } from './item-code.ts';
import types from './item-types.json' with { type: 'json' };
import { audiencesOf, readLimit, type ServiceRow } from './service-item.ts';

const typeNames = new Map<string, readonly string[]>(Object.entries(types));
/** How sources name the levels of GB/T 39554.1. */
const levelNames: Readonly<Record<string, string>> = {
  '1': '国家级',
  '2': '省级',
  '3': '市级',
  '4': '县级',
  '5': '镇级',
  '6': '村级',
};

/** The code's own parts (GB/T 39554.1, GB 32100), and that other fields say the same. */
export function checkCode(code: ItemCode, fields: Partial<ServiceRow>, note: Note): void {
  checkCreditCode(code.creditCode, note);
  const { catalogueCode, typeCode, organisationCode, levelName, typeName } = fields;
  if (code.businessSuffix !== undefined && !/^\d\d$/.test(code.businessSuffix)) {
    note('code', 'suffix_characters', { suffix: code.businessSuffix });
  }
  if (!/^[0-9A-Z]{12}$/.test(code.catalogueCode)) {
    note('code', 'catalogue_characters', { code: code.catalogueCode });
  }
  if (catalogueCode !== undefined && catalogueCode !== code.catalogueCode) {
    note('catalogueCode', 'catalogue_mismatch', { given: catalogueCode, expected: code.catalogueCode });
  }
  if (organisationCode !== undefined && organisationCode !== code.organisationCode) {
    note('organisationCode', 'organisation_mismatch', {
      given: organisationCode,
      expected: code.organisationCode,
    });
  }
  const level = levelNames[code.level];
  if (level === undefined) note('code', 'level_unknown', { level: code.level });
  else if (levelName !== undefined && Object.values(levelNames).includes(levelName) && levelName !== level) {
    note('levelName', 'level_mismatch', { given: levelName, level });
  }
  const expected = (catalogueCode ?? code.catalogueCode).slice(2, 4);
  if (typeCode !== undefined && typeCode !== expected) {
    note('typeCode', 'type_mismatch', { given: typeCode, expected });
  }
  const type = typeCode ?? code.typeCode;
  const names = typeNames.get(type);
  if (!names) note('typeCode', 'type_unknown', { given: type });
  else if (typeName !== undefined && !names.includes(typeName)) {
    note('typeName', 'type_name_mismatch', { given: typeName, code: type });
  }
}

function checkCreditCode(creditCode: string, note: Note): void {
  if (!isCreditAlphabet(creditCode)) {
    note('code', 'credit_characters', { code: creditCode });
    return;
  }
  const expected = creditCheckCharacter(creditCode.slice(0, -1));
  if (expected !== undefined && expected !== creditCode.at(-1)) {
    note('code', 'credit_check', { code: creditCode, expected });
  }
}

/** What people are told: limits, addresses, telephones, whom it serves. */
export function checkDetails(fields: Partial<ServiceRow>, note: Note): void {
  for (const field of ['statutoryLimit', 'promisedLimit'] as const) {
    const given = fields[field];
    if (given !== undefined && !readLimit(given)) note(field, 'limit_unreadable', { given });
  }
  const statutory = readLimit(fields.statutoryLimit ?? '');
  const promised = readLimit(fields.promisedLimit ?? '');
  if (statutory && promised && statutory.unit === promised.unit && promised.days > statutory.days) {
    note('promisedLimit', 'limit_promise_longer', {
      promised: String(promised.days),
      statutory: String(statutory.days),
    });
  }
  for (const field of ['url', 'bookingUrl'] as const) {
    const given = fields[field];
    if (given !== undefined && !isWebAddress(given)) note(field, 'url_invalid', { given });
  }
  if (fields.isOnline && fields.url === undefined) note('url', 'url_missing');
  for (const field of ['consultPhone', 'complaintPhone'] as const) {
    const given = fields[field];
    if (given !== undefined && !/\d{5,}/.test(given.replace(/[\s()（）-]/g, ''))) {
      note(field, 'phone_invalid', { given });
    }
  }
  if (fields.areaCode !== undefined && !/^(?:\d{6}|\d{9}|\d{12})$/.test(fields.areaCode)) {
    note('areaCode', 'area_invalid', { given: fields.areaCode });
  }
  for (const given of fields.audiences ?? []) {
    if (!audiencesOf(given)) note('audiences', 'audience_unknown', { given });
  }
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
