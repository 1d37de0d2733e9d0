import { type Fault, faultTexts } from '../../knowledge/catalogue/index.ts';
import type { ImportFault } from './contract.ts';

/** A fault in the words of both languages. */
export function faultView(fault: Fault): ImportFault {
  const { row, field, rule, isKept } = fault;
  return { row, field, rule, isKept, ...faultTexts(fault) };
}
