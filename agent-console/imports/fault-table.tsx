// What is wrong with a file, row by row, and how to mend it.
import { useTranslation } from 'react-i18next';
import { Table, useLang } from '../../design/index.ts';
import type { ImportFault } from '../../server/imports/contract.ts';

/** @param nameOf a field in the reader's words */
export function FaultTable({
  label,
  faults,
  fieldWidth,
  nameOf,
}: {
  label: string;
  faults: readonly ImportFault[];
  fieldWidth: string;
  nameOf: (field: string) => string;
}) {
  const { t } = useTranslation('imports');
  const lang = useLang();
  return (
    <Table
      label={label}
      rows={faults.map((fault, at) => ({ ...fault, at }))}
      rowKey={({ at }) => String(at)}
      columns={[
        {
          id: 'row',
          title: t('fault.row'),
          align: 'end',
          width: '6.5rem',
          render: ({ row }) => (row === 0 ? t('fault.file') : row),
        },
        {
          id: 'field',
          title: t('fault.field'),
          width: fieldWidth,
          render: ({ field }) => nameOf(field),
        },
        {
          id: 'message',
          title: t('fault.message'),
          isRowHeader: true,
          render: ({ message }) => message[lang],
        },
        { id: 'mend', title: t('fault.mend'), render: ({ howToMend }) => howToMend[lang] },
      ]}
    />
  );
}
