// Where a matter is, in one line.

/** Names of areas from the largest on, an address, a point; an area that the address names by itself is not said twice. */
export function placeLine(areas: readonly string[], address = '', point = ''): string {
  return [...areas.filter((area) => !address.includes(area)), address, point].filter(Boolean).join(' ');
}
