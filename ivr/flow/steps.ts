// What a new node begins with when it is put on a way: with sound settings, and with the words that the flow itself, or
// one of our own flows, has for such a node. Where there are none its texts are empty, for the checker to name. Pure.
import emergency from '../flows/emergency.json' with { type: 'json' };
import hotline from '../flows/hotline.json' with { type: 'json' };
import { type Language, lookupQuestionSchema } from '../verbs.ts';
import { nodeOf, queuesOf } from './graph.ts';
import { keysOf } from './keys.ts';
import { type Flow, type FlowNode, flowSchema, type NodeOf } from './schema.ts';
import { edgesOf, outcomesOf } from './ways.ts';

const ours = [hotline, emergency].map((flow) => flowSchema.parse(flow));

type Question = NodeOf<'lookup'>['what'];
/** What can be put on a way: a type of node, of `gather` and `lookup` what they ask. */
export type StepKind = Exclude<FlowNode['type'], 'gather' | 'lookup'> | 'menu' | 'number' | Question;

/** By type, so that none is forgotten. */
const stepKindsOf: { readonly [T in FlowNode['type']]: readonly StepKind[] } = {
  say: ['say'],
  gather: ['menu', 'number'],
  language: ['language'],
  enqueue: ['enqueue'],
  callback: ['callback'],
  voicemail: ['voicemail'],
  transfer: ['transfer'],
  sms: ['sms'],
  rate: ['rate'],
  condition: ['condition'],
  hangup: ['hangup'],
  lookup: lookupQuestionSchema.options,
};
/** Every kind, as an editor lists them. */
export const stepKinds: readonly StepKind[] = Object.values(stepKindsOf).flat();

/** Whether the kind asks the host. */
export const isQuestion = (kind: StepKind): kind is Question => Object.hasOwn(outcomesOf, kind);

/** The type of the nodes of a kind. */
export function typeOfStep(kind: StepKind): FlowNode['type'] {
  if (isQuestion(kind)) return 'lookup';
  return kind === 'menu' || kind === 'number' ? 'gather' : kind;
}

/** Where a node is put: what leads there when, and to what that led before. */
interface Place {
  flow: Flow;
  /** The new node's. */
  id: string;
  /** Undefined: where calls begin. */
  from: FlowNode | undefined;
  on: string;
  to: string;
  /** The city's queues; without them any will do. */
  queues: readonly string[] | undefined;
}

/** A new node, with the texts and recordings that only it speaks. */
interface NewStep extends Pick<Flow, 'texts' | 'recordings'> {
  node: FlowNode;
}

/** Makes the node of a kind; all of its ways lead on, but that a caller who is done comes to the farewell. */
export function newStep(place: Place, kind: StepKind): NewStep {
  const { flow, to } = place;
  const { write, written } = wordsFor(place);
  const branch: Branch = (role, model) => ({
    ...(model?.say !== undefined && { say: write(role, model.say) }),
    next: to,
  });
  const make = (): FlowNode => {
    switch (kind) {
      case 'say':
        return { type: 'say', text: write('text', modelOn(place, isType('say'))?.text), next: to };
      case 'sms':
        return { type: 'sms', text: write('text', modelOn(place, isType('sms'))?.text), next: to };
      case 'menu': {
        const say = write('key1', undefined, optionWords(flow, 'gather', nodeOf(flow, to), '1'));
        return {
          type: 'gather',
          text: write('text'),
          choices: { '1': { say, next: to } },
          ...entry,
          timeout: { next: to },
          invalid: { next: to },
        };
      }
      case 'number': {
        const model = modelOn(place, isNumber);
        const collect = model?.collect ?? { into: freeVariable(flow), min: 1, max: 20 };
        return {
          type: 'gather',
          text: write('text', model?.text),
          collect: { ...collect, next: to },
          ...entry,
          timeout: branch('timeout', model?.timeout),
          invalid: branch('invalid', model?.invalid),
        };
      }
      case 'language': {
        const model = ourFirst(isType('language'));
        const choices = Object.entries(model.choices).map(([key, choice]) => [
          key,
          { ...choice, say: write(`key${key}`, choice.say) },
        ]);
        return {
          ...model,
          choices: Object.fromEntries(choices),
          otherwise: flow.defaultLanguage,
          next: to,
        };
      }
      case 'rate': {
        const model = ourFirst(isType('rate'));
        return { ...model, text: write('text', model.text), thanks: write('thanks', model.thanks), next: to };
      }
      case 'enqueue':
        return newQueue(place, write, branch);
      case 'voicemail': {
        const model = ourFirst(isType('voicemail'));
        const text = write('text', model.text);
        return { ...model, text, empty: branch('empty', model.empty), next: farewellOf(flow, to) };
      }
      case 'callback': {
        const model = ourFirst(isType('callback'));
        return {
          ...model,
          queue: queueFor(place, model.queue),
          text: write('text', model.text),
          unknownNumber: branch('unnumbered', model.unknownNumber),
          next: farewellOf(flow, to),
        };
      }
      case 'transfer': {
        const model = ourFirst(isType('transfer'));
        const text = write('text', model.text);
        return { ...model, text, failed: branch('failed', model.failed), next: farewellOf(flow, to) };
      }
      case 'condition':
        return { type: 'condition', when: 'after_hours', holds: to, otherwise: to };
      case 'hangup':
        return { type: 'hangup', text: write('text', ourFirst(isType('hangup')).text) };
      default:
        return newLookup(place, kind);
    }
  };
  const node = make();
  return { node, ...written };
}

/** How long and how often a new question waits for an answer. */
const entry = { timeoutS: 6, tries: 2 };

type Words = Flow['texts'][string];
/** Gives a text of the new node its key; it begins with the words of the model's, or with these. */
type Write = (role: string, modelKey?: string, words?: Words) => string;
/** A way on that says what the model's says. */
type Branch = (
  role: string,
  model: { say?: string | undefined } | undefined,
) => { say?: string; next: string };

/** Keys that are the new node's own: the model's where the flow has no such text. */
function wordsFor({ flow, id }: Place): { write: Write; written: Pick<Flow, 'texts' | 'recordings'> } {
  const written: Pick<Flow, 'texts' | 'recordings'> = { texts: {}, recordings: {} };
  const write: Write = (role, modelKey, words) => {
    const isModelFree = modelKey !== undefined && !Object.hasOwn(flow.texts, modelKey);
    const key = isModelFree ? modelKey : freeKey({ ...flow.texts, ...written.texts }, `${id}.${role}`);
    written.texts[key] = words ?? (modelKey === undefined ? {} : textOf(flow, modelKey));
    const recording = modelKey === undefined ? undefined : flow.recordings[modelKey];
    if (recording) written.recordings[key] = recording;
    return key;
  };
  return { write, written };
}

/** A text under this key: the flow's own words before ours. */
function textOf(flow: Flow, key: string): Words {
  return [flow, ...ours].find(({ texts }) => Object.hasOwn(texts, key))?.texts[key] ?? {};
}

/** The key, or the first of those with a number behind it that nothing else has. */
export function freeKey(taken: Readonly<Record<string, unknown>>, wanted: string): string {
  let key = wanted;
  for (let count = 2; Object.hasOwn(taken, key); count += 1) key = `${wanted}${count}`;
  return key;
}

const isType =
  <T extends FlowNode['type']>(type: T) =>
  (node: FlowNode | undefined): node is NodeOf<T> =>
    node?.type === type;

type NumberQuestion = NodeOf<'gather'> & { collect: NonNullable<NodeOf<'gather'>['collect']> };
const isNumber = (node: FlowNode | undefined): node is NumberQuestion =>
  node?.type === 'gather' && node.collect !== undefined;

function ourFirst<N extends FlowNode>(isSuch: (node: FlowNode | undefined) => node is N): N {
  const found = ours.flatMap(({ nodes }) => Object.values(nodes)).find(isSuch);
  if (!found) throw new Error('no flow of ours has such a node');
  return found;
}

/** Nodes whose ways mean the same wherever they stand. */
function isAlike(one: FlowNode, other: FlowNode | undefined): boolean {
  if (one.type !== other?.type) return false;
  switch (one.type) {
    case 'lookup':
      return other.type === 'lookup' && one.what === other.what;
    case 'transfer':
      return other.type === 'transfer' && one.number === other.number;
    case 'callback':
    case 'voicemail':
    case 'enqueue':
      return true;
    default:
      return false;
  }
}

/** What our own flows have on the same way of such a node. A key means something else in every menu. */
function modelOn<N extends FlowNode>(
  { from, on }: Place,
  isSuch: (node: FlowNode | undefined) => node is N,
): N | undefined {
  if (on.startsWith('digit ')) return undefined;
  return ours
    .flatMap((flow) =>
      Object.values(flow.nodes)
        .filter((node) => isAlike(node, from))
        .flatMap(edgesOf)
        .filter((edge) => edge.on === on)
        .map(({ to }) => nodeOf(flow, to)),
    )
    .find(isSuch);
}

/** Where a caller is taken leave of; `otherwise` in a flow without a farewell. */
function farewellOf({ nodes }: Flow, otherwise: string): string {
  const [farewell = otherwise] = Object.keys(nodes)
    .filter((id) => nodes[id]?.type === 'hangup')
    .toSorted((a, b) => Number(hasWords(nodes[b])) - Number(hasWords(nodes[a])));
  return farewell;
}
const hasWords = (node: FlowNode | undefined): boolean => node?.type === 'hangup' && node.text !== undefined;

/** A queue that the flow names already, or ours, or any that the city has. */
function queueFor({ flow, queues }: Place, model: string): string {
  const wanted = [...queuesOf(flow), model];
  return wanted.find((code) => queues === undefined || queues.includes(code)) ?? queues?.[0] ?? model;
}

function newQueue(place: Place, write: Write, branch: Branch): FlowNode {
  const { flow, to } = place;
  const model = ourFirst(isType('enqueue'));
  const present = Object.values(flow.nodes).find(isType('enqueue')) ?? model;
  const { queueByLanguage: byLanguage = {}, ...others } = model;
  const known = Object.entries({ ...byLanguage, ...present.queueByLanguage }).filter(
    ([, code]) => place.queues === undefined || place.queues.includes(code),
  );
  const { waiting, refused } = model;
  return {
    ...others,
    queue: queueFor(place, present.queue),
    ...(known.length > 0 && { queueByLanguage: Object.fromEntries(known) }),
    priority: present.priority,
    entering: write('entering', model.entering),
    waiting: {
      ...waiting,
      position: write('position', waiting.position),
      placeOnly: write('place', waiting.placeOnly),
      unknown: write('unknown', waiting.unknown),
      choices: {},
    },
    connecting: write('connecting', model.connecting),
    agentLost: write('lost', model.agentLost),
    refused: { closed: branch('closed', refused.closed), full: branch('full', refused.full) },
    next: to,
  };
}

function newLookup({ flow, to }: Place, what: Question): FlowNode {
  const model = ourFirst((node): node is NodeOf<'lookup'> => node?.type === 'lookup' && node.what === what);
  const collected = variablesOf(flow);
  // What the flow asks for under another name is offered in turn; without any the checker says what is lacking.
  const inputs = Object.entries(model.inputs).map(([name, variable], index) => [
    name,
    collected.includes(variable) ? variable : (collected[index] ?? collected.at(-1) ?? variable),
  ]);
  return {
    type: 'lookup',
    what,
    inputs: Object.fromEntries(inputs),
    outcomes: Object.fromEntries(Object.keys(model.outcomes).map((name) => [name, to])),
    otherwise: to,
  };
}

/** The variables that the questions of a flow fill, each once. */
export function variablesOf(flow: Flow): string[] {
  const collected = Object.values(flow.nodes).filter(isNumber);
  return [...new Set(collected.map(({ collect }) => collect.into))];
}

function freeVariable(flow: Flow): string {
  return freeKey(Object.fromEntries(variablesOf(flow).map((name) => [name, true])), 'entry');
}

/**
 * The words of a key that leads to such a node, as this flow or one of ours has them in a node of the type, or in
 * another: with this key in place of theirs. Empty where there are none.
 */
export function optionWords(
  flow: Flow,
  type: FlowNode['type'],
  to: FlowNode | undefined,
  key: string,
): Words {
  const named = [flow, ...ours].flatMap((each) =>
    Object.values(each.nodes).flatMap((node) => {
      const ends = new Map(edgesOf(node).map((edge) => [edge.on, nodeOf(each, edge.to)]));
      return (keysOf(node)?.keys ?? [])
        .filter((one) => to !== undefined && isAlike(to, ends.get(`digit ${one.key}`)))
        .map((one) => ({ type: node.type, words: withKey(each.texts[one.say] ?? {}, one.key, key) }));
    }),
  );
  const sound = named.flatMap(({ type: other, words }) => (words ? [{ other, words }] : []));
  return (sound.find(({ other }) => other === type) ?? sound[0])?.words ?? {};
}

/** The words of a key that chooses a language, with this key in place of the one that chooses it elsewhere. */
export function languageWords(flow: Flow, language: Language, key: string): Words {
  const named = [flow, ...ours].flatMap(({ nodes, texts }) =>
    Object.values(nodes)
      .filter(isType('language'))
      .flatMap((node) => keysOf(node)?.keys ?? [])
      .filter((one) => one.language === language)
      .map((one) => withKey(texts[one.say] ?? {}, one.key, key)),
  );
  return named.find((words) => words !== null) ?? {};
}

/** The words with one key named instead of another; null where not every language names it. */
function withKey(words: Words, from: string, to: string): Words | null {
  const named = new RegExp(`(?<!\\d)${from === '*' ? '\\*' : from}(?!\\d)`, 'g');
  const entries = Object.entries(words);
  if (entries.length === 0 || entries.some(([, text]) => text.search(named) < 0)) return null;
  return Object.fromEntries(entries.map(([language, text]) => [language, text.replace(named, () => to)]));
}
