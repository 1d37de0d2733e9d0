// A connector as it is typed: one thing a line, its parts between bars. A question with a star behind its name is a proof;
// a fourth part says how a telephone keys it.
import type { ConnectorDefinition } from '../../server/connectors/contract.ts';

type Asks = ConnectorDefinition['asks'];
type States = ConnectorDefinition['answer']['states'];

/** Lines with something in them. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
export const partsOf = (line: string): string[] =>
  line
    .normalize('NFKC')
    .split('|')
    .map((part) => part.trim());

export const asksText = (asks: Asks): string =>
  asks
    .map(({ name, isSecret, nameZh, nameEn, signs, callerDigits }) => {
      const keyed = [
        signs === 'digits' ? signs : '',
        callerDigits === undefined ? '' : `caller${callerDigits}`,
      ].filter((one) => one !== '');
      const parts = [`${name}${isSecret ? '*' : ''}`, nameZh, nameEn];
      return [...parts, ...(keyed.length > 0 ? [keyed.join(' ')] : [])].join(' | ');
    })
    .join('\n');

export const readAsks = (text: string): Asks =>
  linesOf(text).map((line) => {
    const [name = '', nameZh = '', nameEn = '', keyed = ''] = partsOf(line);
    const callerDigits = /\bcaller(\d{1,2})\b/.exec(keyed)?.[1];
    return {
      name: name.replace(/\s*\*$/, ''),
      nameZh,
      nameEn,
      isSecret: name.endsWith('*'),
      signs: /\bdigits\b/.test(keyed) ? 'digits' : 'letters',
      ...(callerDigits !== undefined && { callerDigits: Number(callerDigits) }),
    };
  });

export const statesText = (states: States): string =>
  states.map(({ value, nameZh, nameEn }) => `${value} | ${nameZh} | ${nameEn}`).join('\n');

export const readStates = (text: string): States =>
  linesOf(text).map((line) => {
    const [value = '', nameZh = '', nameEn = ''] = partsOf(line);
    return { value, nameZh, nameEn };
  });

export const headersText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

export const readHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(
    linesOf(text).map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.trim(), value.join(':').trim()];
    }),
  );

/** Names of the secrets that stand in address and headers. */
export const secretNames = (...texts: string[]): string[] => [
  ...new Set(
    texts.flatMap((text) => [...text.matchAll(/\{secret:([\w-]+)\}/g)].map(([, name = '']) => name)),
  ),
];
