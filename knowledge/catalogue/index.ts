export { type Fault, type FaultRule, faultTexts } from './fault.ts';
export { type ImportedItems, importServiceItems } from './import.ts';
export { creditCheckCharacter, type ItemCode, readItemCode } from './item-code.ts';
export { type Format, formatOf } from './rows.ts';
export type { Audience, ServiceItem, TimeLimit } from './service-item.ts';
