// A place as fields of a draft, and back.
import type { Place } from './place.tsx';

/** Each as text; an empty one was not said. */
export const placeFields = (place: Place) => ({
  address: place.address,
  districtCode: place.districtCode ?? '',
  streetCode: place.streetCode ?? '',
  communityCode: place.communityCode ?? '',
  latitude: String(place.latitude ?? ''),
  longitude: String(place.longitude ?? ''),
});

/** The place that the fields name. */
export function placeOf(fields: ReturnType<typeof placeFields>): Place {
  const { address, latitude, longitude } = fields;
  const at = { latitude: Number(latitude), longitude: Number(longitude) };
  const isPoint = latitude !== '' && longitude !== '' && Object.values(at).every(Number.isFinite);
  return {
    address,
    districtCode: fields.districtCode || undefined,
    streetCode: fields.streetCode || undefined,
    communityCode: fields.communityCode || undefined,
    ...(isPoint && at),
  };
}

export const nowhere = placeFields({ address: '' });
