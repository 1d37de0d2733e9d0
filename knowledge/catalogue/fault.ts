// What is wrong with a row, for the department that must mend it.
import texts from './fault-texts.json' with { type: 'json' };

export type FaultRule = keyof typeof texts.zh;

/** Whether a text names one of our rules: rows of faults outlive the program that wrote them. */
export function isFaultRule(name: string): name is FaultRule {
  return Object.hasOwn(texts.zh, name);
}

export interface Fault {
  /** Number of the row as whoever has the file open sees it (`Row`). 0: the file as a whole. */
  row: number;
  /** Field of our own shape; empty when the whole row is meant. */
  field: string;
  rule: FaultRule;
  params: Readonly<Record<string, string>>;
  /** Whether the row was imported all the same. */
  isKept: boolean;
}

/** Notes a fault of the row at hand. */
export type Note = (field: string, rule: FaultRule, params?: Fault['params']) => void;

/** A fault in words: what is wrong and how to mend it, in both languages. */
export function faultTexts(fault: Fault): {
  message: { zh: string; en: string };
  howToMend: { zh: string; en: string };
} {
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_whole, name: string) => fault.params[name] ?? '');
  const [zh, en] = [texts.zh[fault.rule], texts.en[fault.rule]];
  return {
    message: { zh: fill(zh.message), en: fill(en.message) },
    howToMend: { zh: fill(zh.howToMend), en: fill(en.howToMend) },
  };
}
