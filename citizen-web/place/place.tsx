// Where a matter is: typed and chosen, or chosen district by district, or where the telephone is. The city's data have names
// and codes of areas and no coordinates: there is no map that would not be made up.
import './place.css';
import { LocateFixed, MapPin, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainSelect, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { ask } from '../api/client.ts';
import { type Area, matchAreas, pathOf } from './match.ts';

const shape = async () => (await import('../../server/broadcasts/contract.ts')).publicAreasSchema;
const locateWithinMs = 15_000;
const levels = ['districtCode', 'streetCode', 'communityCode'] as const;

export interface Place {
  address: string;
  districtCode?: string | undefined;
  streetCode?: string | undefined;
  communityCode?: string | undefined;
  latitude?: number | undefined;
  longitude?: number | undefined;
}

/** The areas of the city by code; none until they are known, or when they cannot be had: the address is enough. */
function useAreas(): ReadonlyMap<string, Area> {
  const [areas, setAreas] = useState<ReadonlyMap<string, Area>>(new Map());
  useEffect(() => {
    ask('/api/citizen/areas?communities=true', shape)
      .then(({ items }) => setAreas(new Map(items.map((area) => [area.code, area]))))
      .catch(() => undefined);
  }, []);
  return areas;
}

/** A place with an area chosen, and what lies below it left open. */
function within(place: Place, path: readonly Area[]): Place {
  const [districtCode, streetCode, communityCode] = path.map(({ code }) => code);
  return { ...place, districtCode, streetCode, communityCode };
}

function Search({
  areas,
  onChoose,
}: {
  areas: ReadonlyMap<string, Area>;
  onChoose: (path: readonly Area[]) => void;
}) {
  const { t } = useTranslation('place');
  const lang = useLang();
  const [words, setWords] = useState('');
  const found = useMemo(() => matchAreas(areas, words), [areas, words]);
  return (
    <div className="place-search">
      <PlainTextField
        label={t('search')}
        description={t('searchNote')}
        type="search"
        autoComplete="off"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <p className="oc-hidden" role="status">
        {words.trim() && t('found', { count: found.length })}
      </p>
      {found.length > 0 && (
        <ul aria-label={t('matches')}>
          {found.map(({ code, path }) => (
            <li key={code}>
              <PlainButton
                isWide
                icon={MapPin}
                onClick={() => {
                  setWords('');
                  onChoose(path);
                }}
              >
                {path.map(({ name }) => name[lang]).join(' · ')}
              </PlainButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Here({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const { t } = useTranslation('place');
  const [state, setState] = useState<'idle' | 'asking' | 'failed'>('idle');
  const { latitude, longitude, ...rest } = place;
  if (latitude !== undefined && longitude !== undefined)
    return (
      <div className="place-here">
        <Notice tone="ok" isLive>
          {t('located', { latitude: latitude.toFixed(4), longitude: longitude.toFixed(4) })}
        </Notice>
        <PlainButton variant="quiet" icon={X} onClick={() => onChange(rest)}>
          {t('forget')}
        </PlainButton>
      </div>
    );
  const locate = (): void => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle');
        onChange({ ...rest, latitude: coords.latitude, longitude: coords.longitude });
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: locateWithinMs },
    );
  };
  return (
    <div className="place-here">
      {'geolocation' in navigator && (
        <PlainButton icon={LocateFixed} isPending={state === 'asking'} onClick={locate}>
          {t('here')}
        </PlainButton>
      )}
      {state === 'failed' && (
        <Notice tone="warn" isLive>
          {t('notLocated')}
        </Notice>
      )}
    </div>
  );
}

/** @param isNeeded the address must be given */
export function PlaceFields({
  place,
  isNeeded,
  onChange,
}: {
  place: Place;
  isNeeded: boolean;
  onChange: (place: Place) => void;
}) {
  const { t } = useTranslation('place');
  const lang = useLang();
  const areas = useAreas();
  const below = (parent: string | null | undefined) => [
    { id: '', label: t('open') },
    ...[...areas.values()]
      .filter(({ parentCode, code }) =>
        parent === undefined ? code.length === 6 : parentCode === parent && code.length > 6,
      )
      .map(({ code, name }) => ({ id: code, label: name[lang] })),
  ];
  const choose = (code: string, above: string | undefined): void =>
    onChange(within(place, pathOf(areas, code || (above ?? ''))));
  return (
    <fieldset className="place">
      <legend>{t('title')}</legend>
      <Search areas={areas} onChoose={(path) => onChange(within(place, path))} />
      <div className="place-levels">
        {levels.map((level, index) => {
          const above = levels[index - 1];
          const parent = above && place[above];
          if (above && !parent) return null;
          return (
            <PlainSelect
              key={level}
              label={t(level)}
              value={place[level] ?? ''}
              options={below(parent)}
              onChange={(event) => choose(event.target.value, parent)}
            />
          );
        })}
      </div>
      <PlainTextField
        label={t('address')}
        description={t('addressNote')}
        required={isNeeded}
        {...(isNeeded && { minLength: 4 })}
        maxLength={200}
        autoComplete="street-address"
        value={place.address}
        onChange={(event) => onChange({ ...place, address: event.target.value })}
      />
      <Here place={place} onChange={onChange} />
    </fieldset>
  );
}
