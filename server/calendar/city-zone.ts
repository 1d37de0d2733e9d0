import { cityTimeZone } from './city.ts';
import { Zone } from './zone.ts';

/** The city's local time. */
export const cityZone = new Zone(cityTimeZone);
