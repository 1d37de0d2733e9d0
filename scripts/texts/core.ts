// Which texts programs name: by a string, by a template whose holes are filled at run time, or as a property.

/** A hole of a template; an object or a template may stand in it. */
const hole = String.raw`\$\{(?:[^{}\x60]|\{[^{}]*\}|\x60[^\x60]*\x60)*\}`;
const holes = new RegExp(hole, 'g');
const strings = new RegExp(
  [
    // Comments are read so that what they quote is not.
    String.raw`/\*[\s\S]*?\*/`,
    String.raw`(?<![:'"\x60\w])//[^\n]*`,
    String.raw`(["'])((?:\\.|(?!\1)[^\\\n])*)\1`,
    String.raw`\x60((?:\\.|${hole}|[^\x60\\])*)\x60`,
  ].join('|'),
  'g',
);
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What programs name. */
export interface Names {
  words: ReadonlySet<string>;
  /** Templates that are words but for their holes: `state.${state}`. */
  shapes: readonly RegExp[];
}

/** The strings and templates of programs; what a comment quotes is not among them. */
export function namesIn(sources: readonly string[]): Names {
  const words = new Set<string>();
  const templates = new Set<string>();
  const read = (source: string): void => {
    for (const [, , word, template = ''] of source.matchAll(strings)) {
      if (word !== undefined) words.add(word);
      // A hole alone names nothing.
      if (/\w{2}/.test(template.replace(holes, ' ')) && /^[\w.:-]*$/.test(template.replace(holes, '')))
        templates.add(template);
      for (const [inner] of template.matchAll(holes)) read(inner.slice(2, -1));
    }
  };
  for (const source of sources) read(source);
  const shapes = [...templates].map(
    (template) => new RegExp(`^${template.split(holes).map(literally).join('[\\w.-]+')}$`),
  );
  return { words, shapes };
}

/** The keys of a file of texts, joined by dots; the plural forms of one text are one. */
export function keysOf(texts: unknown, above: readonly string[] = []): string[] {
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts))
    return [above.join('.').replace(/_(?:zero|one|two|few|many|other)$/, '')];
  return [...new Set(Object.entries(texts).flatMap(([key, inner]) => keysOf(inner, [...above, key])))];
}

/** The keys that nothing names. @param space what may stand before one: `space:key` */
export function unnamed(keys: readonly string[], { words, shapes }: Names, space = ''): string[] {
  const isNamed = (key: string): boolean => words.has(key) || shapes.some((shape) => shape.test(key));
  return keys.filter((key) => !isNamed(key) && !(space && isNamed(`${space}:${key}`)));
}
