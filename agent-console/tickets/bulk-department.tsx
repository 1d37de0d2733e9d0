import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byName, ComboBox, Row, Select, useLang } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { statesOfView, type TicketState, type TicketSummary } from '../../server/tickets/contract.ts';
import { useUser } from '../session/session.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { type GivenCommand, useOfficers } from './ticket-data.ts';

const works = ['accept', 'assign'] as const;
type Work = (typeof works)[number];
const acceptable: readonly TicketState[] = ['dispatched', 'rework'];
/** In which states they are then. */
const statesFor: Record<Work, readonly TicketState[]> = {
  accept: acceptable,
  assign: statesOfView.department ?? acceptable,
};

function commandOf(what: Work, officerId: string | null): GivenCommand | null {
  if (what === 'accept') return { command: 'accept' };
  return officerId === null ? null : { command: 'assign', officerId };
}

/** A department's morning: all that came in is accepted, and the lead gives it to whoever has the least in hand. */
export function BulkDepartment({
  tickets,
  onClose,
}: {
  tickets: readonly TicketSummary[];
  onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const { roles, departmentCode } = useUser();
  const isLead = may(roles, 'ticket.hand_over');
  const [what, setWhat] = useState<Work>('accept');
  const [officerId, setOfficer] = useState<string | null>(null);
  const officers = (useOfficers(isLead ? departmentCode : null).data?.items ?? []).filter(
    ({ isActive }) => isActive,
  );
  const rows = tickets.filter(
    (ticket) => ticket.leadDepartmentCode === departmentCode && statesFor[what].includes(ticket.state),
  );
  return (
    <BulkDialog
      title={t('bulk.department')}
      what={what}
      tickets={rows}
      commandFor={() => commandOf(what, officerId)}
      onClose={onClose}
    >
      {() =>
        isLead && (
          <Row wraps gap={3}>
            <Select
              label={t('bulk.what')}
              options={works.map((id) => ({ id, label: t(`command.${id}`) }))}
              value={what}
              onChange={(id) => setWhat(works.find((work) => work === id) ?? 'accept')}
            />
            {what === 'assign' && (
              <ComboBox
                label={t('form.officer')}
                isRequired
                options={officers.toSorted(byName(lang)).map(({ id, name, open }) => ({
                  id,
                  label: name[lang],
                  search: name.zh,
                  description: t('handOver.open', { count: open }),
                }))}
                value={officerId}
                onChange={setOfficer}
              />
            )}
          </Row>
        )
      }
    </BulkDialog>
  );
}
