// A list as files, in the same place on every page that shows one: out as it is narrowed there, in where one may.
import { useState } from 'react';
import { useLang } from '../../design/index.ts';
import type { ExchangeList, ListName } from '../../server/imports/lists/contract.ts';
import type { Query } from '../api/client.ts';
import { listAddress, listFormats, useExchange } from './exchange-data.ts';
import { FileMenu } from './file-menu.tsx';
import { ImportDialog } from './import-dialog.tsx';

function Files({ list, filter }: { list: ExchangeList; filter: Query }) {
  const lang = useLang();
  const [isImporting, setImporting] = useState(false);
  return (
    <>
      <FileMenu
        id={list.name}
        name={list.title[lang]}
        size="small"
        formats={listFormats}
        addressOf={(format) => listAddress(list.name, format, lang, filter)}
        {...(list.mayImport && { onImport: () => setImporting(true) })}
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
