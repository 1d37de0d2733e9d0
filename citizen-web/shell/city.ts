// Whose house this is and when it is there: asked before the first paint, kept by the browser for an hour.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import type { City } from '../../server/admin/city/contract.ts';
import { ask } from '../api/client.ts';
import { withinPatience } from './patience.ts';

const shape = async () => (await import('../../server/admin/city/contract.ts')).citySchema;

let asked: Promise<City | null> | undefined;
let known: City | null = null;

function readCity(): Promise<City | null> {
  asked ??= ask('/api/citizen/city', shape).then(
    (city) => {
      known = city;
      return city;
    },
    () => null,
  );
  return asked;
}

export const awaitCity = (): Promise<void> => withinPatience(readCity());

/** What the house says of itself; null until it is known. */
export function useCity(): City | null {
  const [city, setCity] = useState(known);
  useEffect(() => void readCity().then(setCity), []);
  return city;
}

/** What the house calls itself (`深圳市政务服务热线`); empty while the city's name is not known. */
export function useHouse(): string {
  const { t } = useTranslation('site');
  const lang = useLang();
  const name = useCity()?.name;
  return name ? t('house', { city: name[lang] }) : '';
}
