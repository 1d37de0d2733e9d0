// One message in, everything a desk wants to know about it out.
import type { Danger } from './danger/codes.ts';
import type { UrgencyRules } from './danger/words.ts';
import { decodeModel, labelScorer, type Model } from './model.ts';
import { condense } from './ngrams.ts';
import { type DepartmentRules, departmentOf, type Kind, type KindRules, kindOf, plain } from './rules.ts';
import { type Urgency, urgencyOf } from './urgency.ts';

export interface MessageText {
  title?: string | undefined;
  text: string;
}

/** Why: which decision, and the words of the message that made it. */
export interface Reason {
  of: 'label' | 'department' | 'kind' | 'urgency';
  value: string;
  evidence: string[];
  /** Of an emergency: which. */
  danger?: Danger;
}

export interface Classification {
  label: string;
  /** The department's code in the pack. */
  department: string;
  kind: Kind;
  urgency: Urgency;
  /** Of an emergency: which, and so whose force goes out. */
  danger?: Danger;
  /** Calibrated chance that `label` is right, 0–1. Below a threshold of the city's choice a human decides. */
  confidence: number;
  /** All labels with their chances, most probable first. */
  alternatives: { label: string; confidence: number }[];
  reasons: Reason[];
}

export interface ClassifyRules {
  kinds: KindRules;
  urgency: UrgencyRules;
  departments: DepartmentRules;
}

export type Classify = (message: MessageText) => Classification;

/**
 * A classifier from a model file's bytes and the rule files. A call takes under a millisecond.
 * Throws `TypeError` when the bytes are not a model.
 */
export function createClassifier(modelBytes: Uint8Array, rules: ClassifyRules): Classify {
  return classifierOf(decodeModel(modelBytes), rules);
}

/** The same of a model that was read already. */
export function classifierOf(model: Model, rules: ClassifyRules): Classify {
  const scoreLabels = labelScorer(model);
  return ({ title = '', text }) => {
    const { probabilities, best, evidence } = scoreLabels(condense(title, text));
    const label = model.labels[best] ?? '';
    const message = plain(title, text);
    const department = departmentOf(message, label, rules.departments);
    const kind = kindOf(message, rules.kinds);
    const urgency = urgencyOf(message, rules.urgency);
    return {
      label,
      department: department.value,
      kind: kind.value,
      urgency: urgency.value,
      ...(urgency.danger && { danger: urgency.danger }),
      confidence: probabilities[best] ?? 0,
      alternatives: model.labels
        .map((name, l) => ({ label: name, confidence: probabilities[l] ?? 0 }))
        .sort((a, b) => b.confidence - a.confidence),
      reasons: [
        { of: 'label', value: label, evidence },
        { of: 'department', ...department },
        { of: 'kind', ...kind },
        { of: 'urgency', ...urgency },
      ],
    };
  };
}
