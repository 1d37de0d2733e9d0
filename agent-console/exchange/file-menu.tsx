// What a page shows, as files: one button, the same ways in its menu and in the list of actions.
import { ArrowDownUp, FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonSize, Menu } from '../../design/index.ts';
import { useActions } from '../actions/registry.ts';
import { type Format, keepFile } from './exchange-data.ts';

const words = {
  csv: 'exchange:out.csv',
  xlsx: 'exchange:out.xlsx',
  json: 'exchange:out.json',
  pdf: 'exchange:out.pdf',
} as const;

/** @param onImport absent where files only go out */
export function FileMenu<F extends Format>({
  id,
  name,
  formats,
  addressOf,
  onImport,
  size = 'medium',
}: {
  /** Of its actions, beside the format. */
  id: string;
  /** What goes out, in the reader's language. */
  name: string;
  formats: readonly F[];
  addressOf: (format: F) => string;
  onImport?: () => void;
  size?: ButtonSize;
}) {
  const { t } = useTranslation('exchange');
  const out = formats.map((format) => ({
    id: `exchange.${format}.${id}`,
    labelKey: words[format],
    labelName: name,
    format,
    run: () => keepFile(addressOf(format)),
  }));
  const into = onImport
    ? [
        {
          id: `exchange.import.${id}`,
          labelKey: 'exchange:importList' as const,
          labelName: name,
          run: onImport,
        },
      ]
    : [];
  useActions([...out, ...into]);
  const label = t(onImport ? 'filesOf' : 'exportOf', { name });
  return (
    <Menu
      label={label}
      placement="bottom end"
      trigger={
        <Button size={size} variant="quiet" icon={onImport ? ArrowDownUp : FileDown} aria-label={label}>
          {t(onImport ? 'files' : 'export')}
        </Button>
      }
      groups={[
        {
          id: 'out',
          title: t('export'),
          items: out.map((action) => ({ id: action.id, label: t(`format.${action.format}`) })),
        },
        ...into.map((action) => ({
          id: 'in',
          title: t('import'),
          items: [{ id: action.id, label: t('importFile') }],
        })),
      ]}
      onAction={(chosen) => [...out, ...into].find((action) => action.id === chosen)?.run()}
    />
  );
}
