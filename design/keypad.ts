/** The keys of a telephone, row by row. */
export const telephoneKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** What a key that cannot be read aloud is called, as the end of a text's key; undefined for figures. */
export function keyName(key: (typeof telephoneKeys)[number]): 'star' | 'hash' | undefined {
  return key === '*' ? 'star' : key === '#' ? 'hash' : undefined;
}
