// What was written of a matter, kept in the browser until it is sent: a reload, a call or an empty battery loses nothing.
import { useState } from 'react';
import { isStoredId } from '../../design/stored.ts';
import type { Place } from '../place/place.tsx';

const storageKey = 'onecall.filing.draft';
/** Somebody else may sit at this browser tomorrow. */
const keptMs = 24 * 3_600_000;
const names = [
  'id',
  'text',
  'kind',
  'category',
  'name',
  'sealed',
  'address',
  'districtCode',
  'streetCode',
  'communityCode',
  'latitude',
  'longitude',
] as const;

/** Texts of fields; an empty one was not filled in. The telephone is not kept: it is proved when the matter is sent. */
export type Draft = Record<(typeof names)[number], string>;

function blank(text: string): Draft {
  const empty = { kind: '', category: '', name: '', sealed: '', ...placeFields({ address: '' }) };
  return { ...empty, id: crypto.randomUUID(), text };
}

function stored(): Draft | null {
  const kept = new URLSearchParams(localStorage.getItem(storageKey) ?? '');
  if (!(Date.now() - Number(kept.get('at')) < keptMs)) return null;
  const draft = blank('');
  for (const name of names) draft[name] = kept.get(name) ?? draft[name];
  return draft.text === '' || !isStoredId(draft.id) ? null : draft;
}

/** The place that the draft names. */
export function placeOf(draft: Draft): Place {
  const { address, latitude, longitude } = draft;
  const at = { latitude: Number(latitude), longitude: Number(longitude) };
  const isPoint = latitude !== '' && longitude !== '' && Object.values(at).every(Number.isFinite);
  return {
    address,
    districtCode: draft.districtCode || undefined,
    streetCode: draft.streetCode || undefined,
    communityCode: draft.communityCode || undefined,
    ...(isPoint && at),
  };
}

/** The same as fields of a draft. */
export const placeFields = (place: Place) => ({
  address: place.address,
  districtCode: place.districtCode ?? '',
  streetCode: place.streetCode ?? '',
  communityCode: place.communityCode ?? '',
  latitude: String(place.latitude ?? ''),
  longitude: String(place.longitude ?? ''),
});

/** The draft, how to write in it, and how to begin anew. */
export function useDraft(firstWords: string) {
  const [draft, setDraft] = useState(() => stored() ?? blank(firstWords));
  const write = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    localStorage.setItem(storageKey, new URLSearchParams({ ...next, at: String(Date.now()) }).toString());
  };
  const forget = (): void => {
    localStorage.removeItem(storageKey);
    setDraft(blank(''));
  };
  return { draft, write, forget };
}
