export { entryCells, itemCells, type RecordCells } from './cells-of.ts';
export type { DepartmentNames, Entry, EntryField } from './entry.ts';
export { type Fault, type FaultRule, faultTexts, isFaultRule } from './fault.ts';
export {
  entryReader,
  type ImportedItems,
  importServiceItems,
  itemReader,
  type ReadRecord,
} from './import.ts';
export { creditCheckCharacter, type ItemCode, isAboveCity, readItemCode } from './item-code.ts';
export {
  type Column,
  fieldsOf,
  guessMapping,
  type ImportTarget,
  importTargets,
  type Mapping,
  mappingByName,
  type TargetField,
} from './mapping.ts';
export { type Format, formatOf, guardedCell, type Row, readRows } from './rows.ts';
export type { Audience, ServiceItem, TimeLimit } from './service-item.ts';
export { columnLetters, type SheetRows, sheetRows } from './sheet.ts';
