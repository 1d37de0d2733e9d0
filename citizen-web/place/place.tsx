// Where a matter is: typed and chosen, or chosen on a map of districts, streets and communities, or where the telephone is.
import './place.css';
import { LocateFixed, MapPin, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { ask } from '../api/client.ts';
import { type Area, matchAreas, pathOf } from './match.ts';

const shape = async () => (await import('../../server/broadcasts/contract.ts')).publicAreasSchema;
const locateWithinMs = 15_000;
/** Nobody needs it to write what the matter is. */
const AreaChooser = lazy(async () => ({ default: (await import('./area-chooser.tsx')).AreaChooser }));

export interface Place {
  address: string;
  districtCode?: string | undefined;
  streetCode?: string | undefined;
  communityCode?: string | undefined;
  latitude?: number | undefined;
  longitude?: number | undefined;
}

/** The areas of the city by code, null while they are asked for; none when they cannot be had: the address is enough. */
function useAreas(): ReadonlyMap<string, Area> | null {
  const [areas, setAreas] = useState<ReadonlyMap<string, Area> | null>(null);
  useEffect(() => {
    ask('/api/citizen/areas?communities=true', shape)
      .then(({ items }) => setAreas(new Map(items.map((area) => [area.code, area]))))
      .catch(() => setAreas(new Map()));
  }, []);
  return areas;
}

const nowhere: ReadonlyMap<string, Area> = new Map();

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
  const known = areas ?? nowhere;
  const chosen = place.communityCode ?? place.streetCode ?? place.districtCode ?? '';
  const choose = (path: readonly Area[]): void => onChange(within(place, path));
  const said = pathOf(known, chosen).map(({ name }) => name[lang]);
  return (
    <fieldset className="place">
      <legend>{t('title')}</legend>
      <Search areas={known} onChoose={choose} />
      {areas?.size !== 0 && (
        <Suspense fallback={<div className="place-map" />}>
          {areas ? (
            <AreaChooser areas={areas} chosen={chosen} onChoose={choose} />
          ) : (
            <div className="place-map" />
          )}
        </Suspense>
      )}
      <p className="place-said" role="status">
        {said.length > 0 ? t('chosen', { place: said.join(' · ') }) : t('nowhere')}
      </p>
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
