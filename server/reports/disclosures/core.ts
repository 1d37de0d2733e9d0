// The table of a year's requests for disclosure, out of counts. Pure.
import type { DisclosureCount } from '../../catalogue/index.ts';
import type { Bilingual } from '../../platform/contract.ts';
import type { Column, DisclosureLine } from './contract.ts';

const names = {
  received: { zh: '本年新收', en: 'Received this year' },
  carried_in: { zh: '上年结转', en: 'Carried over from last year' },
  decided: { zh: '办理结果总计', en: 'Decided, in all' },
  carried_out: { zh: '结转下年度', en: 'Carried over to the next year' },
  other: { zh: '其他处理', en: 'Handled otherwise' },
  unnamed: { zh: '已答复，未注明决定', en: 'Answered, without a decision named' },
} as const satisfies Record<string, Bilingual>;

export interface Result {
  code: string;
  label: Bilingual;
  basis: string | null;
}

/**
 * The lines in the order of the report; a decision that was taken out of the list of `results` has its line where it
 * counts, and so have answers that name none.
 */
export function disclosureLines(
  counts: readonly DisclosureCount[],
  results: readonly Result[],
): DisclosureLine[] {
  const line = (
    kind: DisclosureLine['kind'],
    isCounted: (count: DisclosureCount) => boolean,
    { id = kind, name, basis = null }: { id?: string; name: Bilingual; basis?: string | null },
  ): DisclosureLine => {
    const counted = counts.filter(isCounted);
    const sum = (some: readonly DisclosureCount[]): number => some.reduce((all, { count }) => all + count, 0);
    const of = (column: Column): number =>
      sum(counted.filter(({ applicant }) => (applicant ?? 'unknown') === column));
    return {
      id,
      kind,
      name,
      basis,
      counts: {
        person: of('person'),
        company: of('company'),
        research: of('research'),
        public_benefit: of('public_benefit'),
        legal_service: of('legal_service'),
        other_body: of('other_body'),
        unknown: of('unknown'),
      },
      total: sum(counted),
    };
  };
  const known = new Set(['open', 'other', 'unnamed', ...results.map(({ code }) => code)]);
  const former = [...new Set(counts.map(({ outcome }) => outcome))].filter((code) => !known.has(code));
  const shown = [
    ...results,
    ...former.map((code) => ({ code, label: { zh: code, en: code }, basis: null })),
    { code: 'other', label: names.other, basis: null },
  ];
  if (counts.some(({ outcome }) => outcome === 'unnamed'))
    shown.push({ code: 'unnamed', label: names.unnamed, basis: null });
  return [
    line('received', ({ isCarriedIn }) => !isCarriedIn, { name: names.received }),
    line('carried_in', ({ isCarriedIn }) => isCarriedIn, { name: names.carried_in }),
    ...shown.map(({ code, label, basis }) =>
      line('result', ({ outcome }) => outcome === code, { id: code, name: label, basis }),
    ),
    line('decided', ({ outcome }) => outcome !== 'open', { name: names.decided }),
    line('carried_out', ({ outcome }) => outcome === 'open', { name: names.carried_out }),
  ];
}
