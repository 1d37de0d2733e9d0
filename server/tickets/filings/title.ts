const titleLength = 40;

/** The title of a matter that has only a text: its beginning, in one line. */
export const titleOf = (text: string): string =>
  [...text.trim().replace(/\s+/g, ' ')].slice(0, titleLength).join('');
