// A list as files, in the same place on every page that shows one: out as it is narrowed there, in where one may.
import { ArrowDownUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Menu, useLang } from '../../design/index.ts';
import type { ExchangeList, ListName } from '../../server/imports/lists/contract.ts';
import { useActions } from '../actions/registry.ts';
import type { Query } from '../api/client.ts';
import { formats, keepList, useExchange } from './exchange-data.ts';
import { ImportDialog } from './import-dialog.tsx';

const words = { csv: 'exchange:out.csv', xlsx: 'exchange:out.xlsx', json: 'exchange:out.json' } as const;

function Files({ list, filter }: { list: ExchangeList; filter: Query }) {
  const { t } = useTranslation('exchange');
  const lang = useLang();
  const [isImporting, setImporting] = useState(false);
  const labelName = list.title[lang];
  const actions = [
    ...formats.map((format) => ({
      id: `exchange.${format}.${list.name}`,
      labelKey: words[format],
      labelName,
      run: () => keepList(list.name, format, lang, filter),
    })),
    ...(list.mayImport
      ? [
          {
            id: `exchange.import.${list.name}`,
            labelKey: 'exchange:importList' as const,
            labelName,
            run: () => setImporting(true),
          },
        ]
      : []),
  ];
  useActions(actions);
  const take = (id: string): void => actions.find((action) => action.id === id)?.run();
  return (
    <>
      <Menu
        label={t('filesOf', { name: labelName })}
        placement="bottom end"
        trigger={
          <Button
            size="small"
            variant="quiet"
            icon={ArrowDownUp}
            aria-label={t('filesOf', { name: labelName })}
          >
            {t('files')}
          </Button>
        }
        groups={[
          {
            id: 'out',
            title: t('export'),
            items: formats.map((format) => ({
              id: `exchange.${format}.${list.name}`,
              label: t(`format.${format}`),
            })),
          },
          ...(list.mayImport
            ? [
                {
                  id: 'in',
                  title: t('import'),
                  items: [{ id: `exchange.import.${list.name}`, label: t('importFile') }],
                },
              ]
            : []),
        ]}
        onAction={take}
      />
      {isImporting && <ImportDialog list={list} onClose={() => setImporting(false)} />}
    </>
  );
}

/** Nothing where the reader may not have the list. `filter`: what the page is narrowed by. */
export function ListFiles({ name, filter = {} }: { name: ListName; filter?: Query }) {
  const list = useExchange().data?.items.find((one) => one.name === name);
  return list ? <Files list={list} filter={filter} /> : null;
}
