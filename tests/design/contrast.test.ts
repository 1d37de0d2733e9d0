import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../design/tokens.css', import.meta.url), 'utf8');

/** The colours of a block of tokens.css as [light, dark]. */
function colours(selector: string): Map<string, [string, string]> {
  const start = css.lastIndexOf(selector);
  const block = css.slice(start, css.indexOf('}', start));
  const found = block.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g);
  return new Map([...found].map(([, name = '', light = '', dark = '']) => [name, [light, dark]]));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const base = colours(':root,\n  [data-theme] {');
const more = new Map([...base, ...colours('[data-theme="contrast"] {')]);
const themes = [
  { theme: 'light', tokens: base, side: 0, text: 4.5 },
  { theme: 'dark', tokens: base, side: 1, text: 4.5 },
  { theme: 'high contrast, light', tokens: more, side: 0, text: 7 },
  { theme: 'high contrast, dark', tokens: more, side: 1, text: 7 },
] as const;

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'pressed', 'selected'];
const texts: [string, string[]][] = [
  ['text', [...grounds, 'accent-soft', 'danger-soft', 'warn-soft', 'ok-soft']],
  ['text-quiet', grounds],
  ['text-faint', ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected']],
  ['accent-text', ['canvas', 'surface', 'raised', 'hover', 'selected', 'accent-soft']],
  ['ok', ['canvas', 'surface', 'raised', 'ok-soft']],
  ['warn', ['canvas', 'surface', 'raised', 'hover', 'selected', 'warn-soft']],
  ['danger', ['canvas', 'surface', 'raised', 'hover', 'selected', 'danger-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-danger', ['danger-fill', 'danger-fill-hover']],
];
const boundaries: [string, string[]][] = [
  ['line-strong', ['canvas', 'surface', 'raised']],
  ['focus', ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected']],
  ['accent', ['canvas', 'surface', 'raised']],
];

describe.each(themes)('in the $theme theme', ({ tokens, side, text }) => {
  const colour = (name: string): string => {
    const pair = tokens.get(name);
    if (!pair) throw new Error(`tokens.css has no colour ${name}`);
    return pair[side];
  };
  const failing = (pairs: [string, string[]][], least: number): string[] =>
    pairs.flatMap(([front, backs]) =>
      backs.flatMap((back) => {
        const ratio = contrast(colour(front), colour(back));
        return ratio < least ? [`${front} on ${back}: ${ratio.toFixed(2)}`] : [];
      }),
    );

  it(`every text colour has ${text}:1 on every ground it stands on (WCAG 1.4.3, 1.4.6)`, () => {
    expect(failing(texts, text)).toEqual([]);
  });

  it('every boundary that carries meaning has 3:1 (WCAG 1.4.11)', () => {
    expect(failing(boundaries, 3)).toEqual([]);
  });
});
