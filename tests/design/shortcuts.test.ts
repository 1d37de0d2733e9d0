import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { chordOf } from '../../agent-console/actions/shortcuts.ts';
import { pages } from '../../agent-console/pages.ts';

const press = (key: string, held: 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'none' = 'none') => ({
  key,
  code: '',
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

it('a letter with ⌥ is the letter of its key: a Mac writes another sign', () => {
  expect(chordOf({ ...press('å', 'altKey'), code: 'KeyA' })).toBe('alt+a');
  expect(chordOf({ ...press('¡', 'altKey'), code: 'Digit1' })).toBe('alt+1');
  expect(chordOf({ ...press('´', 'altKey'), code: 'KeyE', shiftKey: true })).toBe('alt+shift+e');
  expect(chordOf({ ...press('ArrowDown', 'altKey'), code: 'ArrowDown' })).toBe('alt+down');
});

const console = fileURLToPath(new URL('../../agent-console', import.meta.url));

/** Every shortcut that is written in a folder of the console. */
const writtenIn = (folder: string): string[] =>
  readdirSync(`${console}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [
      ...readFileSync(`${console}/${folder}/${file}`, 'utf8').matchAll(/\bshortcut: '([^']+)'/g),
    ])
    .flatMap(([, shortcut]) => shortcut ?? []);

const twice = (shortcuts: readonly string[]): string[] =>
  shortcuts.filter((shortcut, index) => shortcuts.indexOf(shortcut) !== index);

it('no two pages share a shortcut, and no action takes one of theirs', () => {
  const shortcuts = pages.flatMap(({ shortcut }) => shortcut ?? []);
  expect(shortcuts.length).toBeGreaterThan(10);
  expect(twice(shortcuts)).toEqual([]);
  expect(
    writtenIn('.')
      .filter((shortcut) => shortcut.startsWith('g '))
      .toSorted(),
  ).toEqual(shortcuts.toSorted());
});

it.each([
  ['the desk: all of them are there during a call', 'desk', 10],
  ['a ticket: any of its commands may be allowed', 'tickets', 10],
  ['a call flow', 'flows', 2],
])('no two actions share a shortcut on %s', (_where, folder, least) => {
  const shortcuts = writtenIn(folder);
  expect(shortcuts.length).toBeGreaterThan(least);
  expect(twice(shortcuts)).toEqual([]);
});

it('every shortcut is one that a press can give', () => {
  const named = /^(?:up|down|left|right|space|enter|escape|.)$/;
  const keys = writtenIn('.').flatMap((shortcut) => shortcut.split(' '));
  expect(keys.filter((chord) => !named.test(chord.split('+').at(-1) ?? ''))).toEqual([]);
});
