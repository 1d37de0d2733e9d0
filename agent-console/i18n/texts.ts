// The console's namespaces. A new one: a JSON file in zh/ and in en/, and two lines here.
import '../../design/i18n/resources.ts';
import type { TextLoaders } from '../../design/i18n/texts.ts';
import type account from './zh/account.json';
import type admin from './zh/admin.json';
import type audit from './zh/audit.json';
import type broadcasting from './zh/broadcasting.json';
import type calendars from './zh/calendars.json';
import type connectors from './zh/connectors.json';
import type contacts from './zh/contacts.json';
import type desk from './zh/desk.json';
import type emergency from './zh/emergency.json';
import type erasure from './zh/erasure.json';
import type exchange from './zh/exchange.json';
import type flows from './zh/flows.json';
import type forms from './zh/forms.json';
import type imports from './zh/imports.json';
import type knowledge from './zh/knowledge.json';
import type operations from './zh/operations.json';
import type outbound from './zh/outbound.json';
import type oversight from './zh/oversight.json';
import type participating from './zh/participating.json';
import type phone from './zh/phone.json';
import type providers from './zh/providers.json';
import type proposals from './zh/proposals.json';
import type publishing from './zh/publishing.json';
import type quality from './zh/quality.json';
import type reports from './zh/reports.json';
import type shift from './zh/shift.json';
import type shell from './zh/shell.json';
import type showcase from './zh/showcase.json';
import type staffing from './zh/staffing.json';
import type supervision from './zh/supervision.json';
import type tickets from './zh/tickets.json';

declare module 'i18next' {
  interface ResourceNamespaceMap {
    account: typeof account;
    admin: typeof admin;
    audit: typeof audit;
    broadcasting: typeof broadcasting;
    calendars: typeof calendars;
    connectors: typeof connectors;
    contacts: typeof contacts;
    desk: typeof desk;
    emergency: typeof emergency;
    erasure: typeof erasure;
    exchange: typeof exchange;
    flows: typeof flows;
    forms: typeof forms;
    imports: typeof imports;
    knowledge: typeof knowledge;
    operations: typeof operations;
    outbound: typeof outbound;
    oversight: typeof oversight;
    participating: typeof participating;
    phone: typeof phone;
    providers: typeof providers;
    proposals: typeof proposals;
    publishing: typeof publishing;
    quality: typeof quality;
    reports: typeof reports;
    shell: typeof shell;
    shift: typeof shift;
    showcase: typeof showcase;
    staffing: typeof staffing;
    supervision: typeof supervision;
    tickets: typeof tickets;
  }
}

export const textLoaders: TextLoaders = import.meta.glob('./{zh,en}/*.json', { import: 'default' });
