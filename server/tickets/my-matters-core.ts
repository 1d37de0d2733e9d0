// How the tickets of one telephone become the matters that its holder reads. Pure.

interface Row {
  id: string;
  matterId: string;
  number: string;
}

/**
 * One line for each matter, in the order given: its main ticket where that is among them, or else the first. The numbers
 * of the others stand beside it.
 */
export function oneByMatter<T extends Row>(
  rows: readonly T[],
): (Omit<T, 'matterId'> & { alsoNumbers: string[] })[] {
  const matters = [...new Set(rows.map(({ matterId }) => matterId))];
  return matters.flatMap((matter) => {
    const all = rows.filter(({ matterId }) => matterId === matter);
    const shown = all.find(({ id }) => id === matter) ?? all[0];
    if (!shown) return [];
    const { matterId: _matter, ...row } = shown;
    const alsoNumbers = all.filter((one) => one !== shown).map(({ number }) => number);
    return [{ ...row, alsoNumbers }];
  });
}
