// What is wrong with a row of a list, in the words of both languages.
import type { z } from 'zod';
import type { Bilingual } from '../../platform/contract.ts';
import { type AppError, errorBody } from '../../platform/errors.ts';
import { beginningOf } from '../../platform/text.ts';
import type { ImportFault } from '../contract.ts';
import words from './fault-words.json' with { type: 'json' };

export type Rule = keyof typeof words.zh;
/** A fault of a row whose number is known elsewhere. */
export type Fault = Omit<ImportFault, 'row'>;

const shown = 60;
const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > shown ? `${beginningOf(text, shown)}…` : text;
};

/** @param value what is shown of the cell, or a text of both languages */
export function faultOf(
  field: string,
  rule: Rule,
  value: unknown = '',
  { wanted = '', isKept = false }: { wanted?: string; isKept?: boolean } = {},
): Fault {
  const both: Bilingual = isBilingual(value) ? value : { zh: short(value), en: short(value) };
  const say = (lang: 'zh' | 'en', which: 0 | 1): string =>
    (words[lang][rule][which] ?? '').replaceAll('{value}', both[lang]).replaceAll('{wanted}', wanted);
  return {
    field,
    rule,
    isKept,
    message: { zh: say('zh', 0), en: say('en', 0) },
    howToMend: { zh: say('zh', 1), en: say('en', 1) },
  };
}

const isBilingual = (value: unknown): value is Bilingual =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

/** What a schema found, each in its column. */
export function faultsOfIssues(issues: readonly z.core.$ZodIssue[], row: object): Fault[] {
  return issues.map((issue) => {
    const field = String(issue.path[0] ?? '');
    const value: unknown = new Map(Object.entries(row)).get(field);
    const inner = issue.path.length > 1 ? `${issue.path.slice(1).join('.')}: ` : '';
    if (value === undefined || value === null) return faultOf(field, 'required');
    if (inner !== '') return faultOf(field, 'rule', inner + issue.message);
    switch (issue.code) {
      case 'invalid_value':
        return faultOf(field, 'choice', value, { wanted: issue.values.join(', ') });
      case 'too_small':
        return value === ''
          ? faultOf(field, 'required')
          : faultOf(field, 'too_short', value, { wanted: String(issue.minimum) });
      case 'too_big':
        return faultOf(field, 'too_long', value, { wanted: String(issue.maximum) });
      case 'invalid_format':
        return faultOf(field, 'format', value);
      case 'invalid_type':
        return faultOf(field, 'kind', value);
      default:
        return faultOf(field, 'rule', issue.message);
    }
  });
}

/** Why a room refused to write a row. */
export function faultsOfRefusal(error: AppError, row: object): Fault[] {
  const issues: unknown = error.details?.issues;
  const values = new Map(Object.entries(row));
  if (Array.isArray(issues))
    return issues.map((issue: { path?: unknown; message?: unknown }) => {
      const field = String(issue.path ?? '').split('.')[0] ?? '';
      const isUnknown = /unknown|^no /.test(String(issue.message));
      return isUnknown
        ? faultOf(field, 'unknown', values.get(field))
        : faultOf(field, 'rule', String(issue.message));
    });
  const said = (lang: 'zh' | 'en'): string => errorBody(error, lang).error.message;
  return [faultOf('', 'refused', { zh: said('zh'), en: said('en') })];
}
