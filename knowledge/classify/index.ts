export type { Classification, Classify, ClassifyRules, MessageText, Reason } from './classify.ts';
export { createClassifier } from './classify.ts';
export { labelFor } from './corrections.ts';
export { type Example, ExampleIndex, type Likely } from './examples.ts';
export type { DepartmentRules, Kind, KindRules, Urgency, UrgencyRules } from './rules.ts';
export {
  departmentRulesSchema,
  KINDS,
  kindRulesSchema,
  URGENCIES,
  urgencyOf,
  urgencyRulesSchema,
} from './rules.ts';
export type { CrossValidation, LabelledMessage } from './train.ts';
export { accuracyOn, trainClassifier } from './train.ts';
