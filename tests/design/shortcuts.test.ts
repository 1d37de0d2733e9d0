import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { chordOf } from '../../agent-console/actions/shortcuts.ts';
import { pages } from '../../agent-console/pages.ts';

const press = (key: string, held: 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'none' = 'none') => ({
  key,
  ctrlKey: held === 'ctrlKey',
  metaKey: held === 'metaKey',
  altKey: held === 'altKey',
  shiftKey: held === 'shiftKey',
});

it.each([
  ['Ctrl and ⌘ are the same key', press('k', 'ctrlKey'), 'mod+k'],
  ['Ctrl and ⌘ are the same key', press('k', 'metaKey'), 'mod+k'],
  ['a letter with Shift names both', press('A', 'shiftKey'), 'shift+a'],
  ['a sign that needs Shift is the sign', press('?', 'shiftKey'), '?'],
  ['arrows have short names', press('ArrowDown'), 'down'],
  ['the space bar has a name', press(' '), 'space'],
])('%s', (_rule, pressed, chord) => {
  expect(chordOf(pressed)).toBe(chord);
});

it('no two pages share a shortcut', () => {
  const shortcuts = pages.flatMap(({ shortcut }) => (shortcut === undefined ? [] : [shortcut]));
  expect(shortcuts.length).toBeGreaterThan(10);
  expect([...new Set(shortcuts)]).toEqual(shortcuts);
});

it('no two actions of the desk share a shortcut: all of them are there during a call', () => {
  const desk = fileURLToPath(new URL('../../agent-console/desk', import.meta.url));
  const shortcuts = readdirSync(desk, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => [...readFileSync(`${desk}/${file}`, 'utf8').matchAll(/\bshortcut: '([^']+)'/g)])
    .map(([, shortcut]) => shortcut);
  expect(shortcuts.length).toBeGreaterThan(10);
  expect(shortcuts.filter((shortcut, index) => shortcuts.indexOf(shortcut) !== index)).toEqual([]);
});
