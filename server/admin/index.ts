// Admin: the organisation, its people and lists, sign-in, and the city's pack. Owns the tables of that section.
export { accessRoutes } from './access.ts';
export { createProvidedAccount } from './accounts.ts';
export { auditQuerySchema, revealsQuerySchema } from './audit/contract.ts';
export { auditRoutes } from './audit/routes.ts';
export {
  callingTime,
  inForce,
  readCalendarDefinitions,
  readCalendars,
  readHolidayNotices,
  readTimezone,
  storedDefinitionSchema,
} from './calendars.ts';
export { readCity } from './city/store.ts';
export { disclosureArticle, disclosureArticleCode } from './catalogue.ts';
export { looks, readTrail } from './audit/trail.ts';
export { applyPack } from './pack/apply.ts';
export { bringRows } from './pack/rows.ts';
export { packSchema } from './pack/schema.ts';
export { adminRoutes } from './routes.ts';
export { blankAccount, readStaffAccounts, type StaffAccount, writeStaffAccount } from './staff.ts';
export { sessionView } from './session-view.ts';
export { readApiKeys, readLists, staffNames } from './store.ts';
export type { TextKey } from './text-keys.ts';
export { loadTexts, type Texts } from './texts.ts';
