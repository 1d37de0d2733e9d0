import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../design/index.ts';
import type { TicketSummary } from '../../server/tickets/contract.ts';
import { BulkDispatch } from './bulk-dispatch.tsx';
import { TicketWorkspace } from './workspace.tsx';

/** Sends tickets to departments, one by one or several at once. */
export default function DispatchPage() {
  const { t } = useTranslation('tickets');
  const [bulk, setBulk] = useState<readonly TicketSummary[] | null>(null);
  return (
    <>
      <TicketWorkspace
        path="/dispatch"
        views={['triage', 'follow_up', 'breaching', 'watched', 'all']}
        tools={(items, view) =>
          view === 'triage' && (
            <IconButton
              icon={ListChecks}
              label={t('bulk.title')}
              isDisabled={items.length === 0}
              onPress={() => setBulk(items)}
            />
          )
        }
      />
      {bulk && <BulkDispatch tickets={bulk} onClose={() => setBulk(null)} />}
    </>
  );
}
