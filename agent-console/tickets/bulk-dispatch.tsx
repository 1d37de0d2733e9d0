import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ComboBox, Row, TextField, useLang } from '../../design/index.ts';
import type { TicketSummary } from '../../server/tickets/contract.ts';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { BulkDialog } from './bulk-dialog.tsx';

/** Several tickets to one department. */
export function BulkDispatch({
  tickets,
  onClose,
}: {
  tickets: readonly TicketSummary[];
  onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const lists = useLists().data;
  const [departmentCode, setDepartment] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const command = departmentCode !== null && {
    command: 'dispatch' as const,
    departmentCode,
    ...(note.trim() ? { note: note.trim() } : {}),
  };
  return (
    <BulkDialog
      title={t('bulk.title')}
      what="dispatch"
      tickets={tickets}
      command={command || null}
      onClose={onClose}
    >
      <Row wraps gap={3}>
        <ComboBox
          label={t('form.department')}
          isRequired
          options={departmentOptions(
            (lists?.departments ?? []).filter(({ takesTickets }) => takesTickets),
            lang,
          )}
          value={departmentCode}
          onChange={setDepartment}
        />
        <TextField label={t('words.dispatch')} maxLength={500} value={note} onChange={setNote} />
      </Row>
    </BulkDialog>
  );
}
