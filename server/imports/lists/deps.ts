import type { Broadcasts } from '../../broadcasts/index.ts';
import type { Connectors } from '../../connectors/index.ts';
import type { FlowEditing, Intake } from '../../intake/index.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import type { Newsroom, Participation } from '../../participation/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Tickets } from '../../tickets/index.ts';
import type { Webhooks } from '../../webhooks/index.ts';
import type { Imports } from '../room.ts';

/** The rooms whose lists there are, as far as lists need them. */
export interface ListDeps {
  database: Database;
  clockRules: Tickets['clockRules'];
  tickets: Pick<Tickets['service'], 'list'>;
  knowledge: Knowledge;
  mappings: Pick<Imports['mappings'], 'read' | 'save'>;
  sources: Pick<Imports['sources'], 'read' | 'save'>;
  flows: Pick<FlowEditing, 'list' | 'read' | 'saveDraft'>;
  doNotCall: Pick<Intake['doNotCall'], 'after' | 'of' | 'bring'>;
  webhooks: Pick<Webhooks, 'read' | 'create' | 'change'>;
  connectors: Pick<Connectors, 'read' | 'save'>;
  participation: Pick<Participation, 'rowsAfter' | 'rowsOf' | 'save'>;
  newsroom: Pick<Newsroom, 'bring'>;
  broadcasts: Pick<Broadcasts, 'list'>;
}
