// How many reports of hot spots each district has, and which hot spots are a district's. Pure.
import type { HotspotView } from '../../server/tickets/oversight/contract.ts';

type Placed = Pick<HotspotView, 'size' | 'districts'>;

/** Reports by the code of their district, and how many name none. */
export function inDistricts(hotspots: readonly Placed[]): {
  of: ReadonlyMap<string, number>;
  without: number;
} {
  const of = new Map<string, number>();
  let without = 0;
  for (const { size, districts } of hotspots) {
    without += size;
    for (const { code, count } of districts) {
      of.set(code, (of.get(code) ?? 0) + count);
      without -= count;
    }
  }
  return { of, without };
}

/** The hot spots that have reports in the district, those with the most first; all of them as they are without one. */
export function ofDistrict<T extends Placed>(hotspots: readonly T[], district: string | null): readonly T[] {
  if (district === null) return hotspots;
  const countOf = ({ districts }: Placed): number =>
    districts.find(({ code }) => code === district)?.count ?? 0;
  return hotspots.filter((one) => countOf(one) > 0).toSorted((one, other) => countOf(other) - countOf(one));
}
