// The keys that a caller may press at a node: in the choice of languages, in a menu, while waiting.
import { type Language, languages } from '../verbs.ts';
import type { FlowNode } from './schema.ts';

interface Key {
  key: string;
  /** The text that names it. */
  say: string;
  /** What it chooses, where that is a language. */
  language?: Language;
  /** The node with another key instead; keeps its words. */
  rename: (to: string) => FlowNode;
  drop: () => FlowNode;
}

type Keys = { keys: readonly Key[] } & (
  | { choose: 'way'; add: (key: string, say: string, to: string) => FlowNode }
  /** `left`: the languages that have no key yet. */
  | {
      choose: 'language';
      left: readonly Language[];
      add: (key: string, say: string, language: Language) => FlowNode;
    }
);

function listed<C extends { say: string; language?: Language }>(
  choices: Readonly<Record<string, C>>,
  set: (choices: Record<string, C>) => FlowNode,
): Key[] {
  const entries = Object.entries(choices);
  return entries.map(([key, { say, language }]) => ({
    key,
    say,
    ...(language && { language }),
    rename: (to) =>
      set(Object.fromEntries(entries.map(([each, choice]) => [each === key ? to : each, choice]))),
    drop: () => set(Object.fromEntries(entries.filter(([each]) => each !== key))),
  }));
}

/** The keys of a node; null where a caller chooses nothing by one key. */
export function keysOf(node: FlowNode): Keys | null {
  switch (node.type) {
    case 'language': {
      const { choices } = node;
      const chosen = Object.values(choices).map(({ language }) => language);
      return {
        choose: 'language',
        keys: listed(choices, (others) => ({ ...node, choices: others })),
        left: languages.filter((language) => !chosen.includes(language)),
        add: (key, say, language) => ({ ...node, choices: { ...choices, [key]: { say, language } } }),
      };
    }
    case 'gather': {
      if (node.collect) return null;
      const { choices = {} } = node;
      return {
        choose: 'way',
        keys: listed(choices, (others) => ({ ...node, choices: others })),
        add: (key, say, next) => ({ ...node, choices: { ...choices, [key]: { say, next } } }),
      };
    }
    case 'enqueue': {
      const { waiting } = node;
      const set = (choices: typeof waiting.choices): FlowNode => ({
        ...node,
        waiting: { ...waiting, choices },
      });
      return {
        choose: 'way',
        keys: listed(waiting.choices, set),
        add: (key, say, next) => set({ ...waiting.choices, [key]: { say, next } }),
      };
    }
    default:
      return null;
  }
}
