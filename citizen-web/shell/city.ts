// Whose house this is: asked before the first paint, kept by the browser for an hour.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import type { City } from '../../server/admin/city/contract.ts';
import { ask } from '../api/client.ts';

const shape = async () => (await import('../../server/admin/city/contract.ts')).citySchema;
/** Longer no first paint waits: the name comes into its own place. */
const patienceMs = 300;

let asked: Promise<City['name']> | undefined;
let known: City['name'] = null;

function readCity(): Promise<City['name']> {
  asked ??= ask('/api/citizen/city', shape).then(
    ({ name }) => {
      known = name;
      return name;
    },
    () => null,
  );
  return asked;
}

export async function awaitCity(): Promise<void> {
  await Promise.race([readCity(), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

/** What the house calls itself (`深圳市政务服务热线`); empty while the city's name is not known. */
export function useHouse(): string {
  const { t } = useTranslation('site');
  const lang = useLang();
  const [name, setName] = useState(known);
  useEffect(() => void readCity().then(setName), []);
  return name === null ? '' : t('house', { city: name[lang] });
}
