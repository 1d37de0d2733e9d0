// What an editor changes in the graph of a flow: where ways lead, what is put on them, what goes. Pure.
import type { Language } from '../verbs.ts';
import { checkFlow, type Fault } from './check.ts';
import { nodeOf, reachable, textsOf } from './graph.ts';
import { keysOf } from './keys.ts';
import type { Flow, FlowNode, NodeOf } from './schema.ts';
import { freeKey, languageWords, newStep, optionWords, type StepKind, stepKinds } from './steps.ts';
import { edgesOf, openWaysOf, waysOf } from './ways.ts';

/** One way of a flow: out of a node, or, `from` being null, to where calls begin. */
export interface WayAt {
  from: string | null;
  /** As in edgesOf; `start` where calls begin. */
  on: string;
}

/** A flow without nodes, or why it cannot be without them. */
export type Removal =
  /** `to`: where what led there leads now; null where nothing had led there. */
  | { flow: Flow; to: string | null; gone: readonly string[] }
  /** The call ends here; or where callers go from here depends on them. */
  | { refusal: 'ends_here' | 'ways_part' }
  | { refusal: 'faulty'; fault: Fault };

/** A flow with a new node, or the fault that would come of it. */
export type Insertion = { flow: Flow; id: string } | { fault: Fault };

const isSame = (one: Fault, other: Fault): boolean =>
  one.code === other.code && one.at === other.at && one.about === other.about;

/** A fault that was not there before. */
const newFault = (before: readonly Fault[], after: readonly Fault[]): Fault | undefined =>
  after.find((fault) => !before.some((old) => isSame(old, fault)));

/**
 * Takes a node out: what led to it leads to what it leads to, and what only it said is not said any more. Refused where
 * there is more than one way on, or none, and where that brings a fault which the flow has not now. Where no caller can
 * come to, it goes with all that hangs together with it.
 */
export function withoutNode(flow: Flow, id: string): Removal {
  const found = reachable(flow, flow.start);
  if (!found.has(id)) {
    const gone = islandOf(flow, id, found);
    return { flow: withoutNodes(flow, gone), to: null, gone: [...gone] };
  }
  const node = nodeOf(flow, id);
  const [to, ...others] = new Set(node ? edgesOf(node).map((edge) => edge.to) : []);
  if (to === undefined) return { refusal: 'ends_here' };
  if (others.length > 0 || to === id) return { refusal: 'ways_part' };
  const nodes = Object.entries(flow.nodes).map(([other, each]) => [other, led(each, id, to)]);
  const start = flow.start === id ? to : flow.start;
  const without = withoutNodes({ ...flow, start, nodes: Object.fromEntries(nodes) }, new Set([id]));
  const fault = newFault(checkFlow(flow), checkFlow(without));
  return fault ? { refusal: 'faulty', fault } : { flow: without, to, gone: [id] };
}

function withoutNodes(flow: Flow, gone: ReadonlySet<string>): Flow {
  const nodes = Object.entries(flow.nodes).filter(([id]) => !gone.has(id));
  return spokenOnly({ ...flow, nodes: Object.fromEntries(nodes) });
}

/** The nodes out of reach that hang together with this one, in whichever direction. */
function islandOf(flow: Flow, id: string, found: ReadonlySet<string>): Set<string> {
  const lost = Object.entries(flow.nodes).filter(([other]) => !found.has(other));
  const pairs = lost.flatMap(([from, node]) => edgesOf(node).map(({ to }) => [from, to] as const));
  const island = new Set([id]);
  for (const each of island) {
    for (const [from, to] of pairs) {
      if (from === each && !found.has(to) && nodeOf(flow, to)) island.add(to);
      if (to === each) island.add(from);
    }
  }
  return island;
}

/** The flow without texts and recordings that no node speaks. */
function spokenOnly(flow: Flow): Flow {
  const spoken = new Set(Object.values(flow.nodes).flatMap((node) => textsOf(node).map(({ key }) => key)));
  const kept = <T>(byKey: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byKey).filter(([key]) => spoken.has(key)));
  return { ...flow, texts: kept(flow.texts), recordings: kept(flow.recordings) };
}

/** The node with one of its ways leading elsewhere. */
function ledOn(node: FlowNode, on: string, to: string): FlowNode {
  const way = waysOf(node).find((each) => each.on === on);
  if (!way) throw new Error(`a node of type ${node.type} has no way ${on}`);
  return way.lead(to);
}

/** The node with every way that led to `from` leading to `to`. */
function led(node: FlowNode, from: string, to: string): FlowNode {
  const ons = edgesOf(node).flatMap((edge) => (edge.to === from ? [edge.on] : []));
  return ons.reduce((each, on) => ledOn(each, on, to), node);
}

function nodeAt(flow: Flow, id: string): FlowNode {
  const node = nodeOf(flow, id);
  if (!node) throw new Error(`no node ${id}`);
  return node;
}

const withNode = (flow: Flow, id: string, node: FlowNode): Flow => ({
  ...flow,
  nodes: { ...flow.nodes, [id]: node },
});

/** Where a way leads. */
export function endOf(flow: Flow, { from, on }: WayAt): string {
  if (from === null) return flow.start;
  const edge = edgesOf(nodeAt(flow, from)).find((each) => each.on === on);
  if (!edge) throw new Error(`no way ${on} out of ${from}`);
  return edge.to;
}

/** Leads one way to another node. What it led to stays, though nothing may lead there any more. */
export function withWay(flow: Flow, { from, on }: WayAt, to: string): Flow {
  if (from === null) return { ...flow, start: to };
  return withNode(flow, from, ledOn(nodeAt(flow, from), on, to));
}

/** Adds a way that the node can be without: what follows on silence, on a wrong key, on an answer of the host. */
export function withOpenWay(flow: Flow, { from, on }: { from: string; on: string }, to: string): Flow {
  const way = openWaysOf(nodeAt(flow, from)).find((each) => each.on === on);
  if (!way) throw new Error(`no way ${on} to open at ${from}`);
  return withNode(flow, from, way.open(to));
}

/** The flow without a way that its node can be without, and without the words that only it had. */
export function withoutWay(flow: Flow, { from, on }: { from: string; on: string }): Flow {
  const way = waysOf(nodeAt(flow, from)).find((each) => each.on === on);
  if (!way?.drop) throw new Error(`the way ${on} out of ${from} stays`);
  return spokenOnly(withNode(flow, from, way.drop()));
}

/** Puts a new node on a way, leading on to what the way led to. */
export function withStep(flow: Flow, at: WayAt, kind: StepKind, queues?: readonly string[]): Insertion {
  return stepOn(flow, checkFlow(flow, queues), at, kind, queues);
}

/** What each kind of node would come to on a way, in the order of an editor's list. */
export function stepsOn(
  flow: Flow,
  at: WayAt,
  queues?: readonly string[],
): { kind: StepKind; insertion: Insertion }[] {
  const before = checkFlow(flow, queues);
  return stepKinds.map((kind) => ({ kind, insertion: stepOn(flow, before, at, kind, queues) }));
}

function stepOn(
  flow: Flow,
  before: readonly Fault[],
  at: WayAt,
  kind: StepKind,
  queues: readonly string[] | undefined,
): Insertion {
  const from = at.from === null ? undefined : nodeAt(flow, at.from);
  const id = freeKey(
    flow.nodes,
    kind.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
  );
  const { node, texts, recordings } = newStep(
    { flow, id, from, on: at.on, to: endOf(flow, at), queues },
    kind,
  );
  const put: Flow = {
    ...flow,
    nodes: { ...flow.nodes, [id]: node },
    texts: { ...flow.texts, ...texts },
    recordings: { ...flow.recordings, ...recordings },
  };
  const after = worded(withWay(put, at, id), at);
  // Words that are missing are what its editor fills in.
  const fault = newFault(
    before,
    checkFlow(after, queues).filter(({ code }) => code !== 'missing_language'),
  );
  return fault ? { fault } : { flow: after, id };
}

/** Begins the words of a key that has none with those that such a key has elsewhere. */
function worded(flow: Flow, { from, on }: WayAt): Flow {
  const node = from === null ? undefined : nodeOf(flow, from);
  const key = node && keysOf(node)?.keys.find((each) => on === `digit ${each.key}`);
  if (!node || !key || Object.values(flow.texts[key.say] ?? {}).some(Boolean)) return flow;
  const words = optionWords(flow, node.type, nodeOf(flow, endOf(flow, { from, on })), key.key);
  return { ...flow, texts: { ...flow.texts, [key.say]: words } };
}

const signNames: Readonly<Record<string, string>> = { '*': 'Star', '#': 'Hash' };

/** A key of its own for the words of a telephone key. */
const sayOf = (flow: Flow, id: string, key: string): string =>
  freeKey(flow.texts, `${id}.key${signNames[key] ?? key}`);

/** The node with one more key, whose words are still to come. */
function withWordlessKey(flow: Flow, id: string, key: string, to: string): Flow {
  const keys = keysOf(nodeAt(flow, id));
  if (keys?.choose !== 'way') throw new Error(`no key of ${id} leads anywhere`);
  const say = sayOf(flow, id, key);
  return withNode({ ...flow, texts: { ...flow.texts, [say]: {} } }, id, keys.add(key, say, to));
}

/** Adds a key that leads to a node, to a menu or to what a caller may do while waiting. */
export function withKey(flow: Flow, id: string, key: string, to: string): Flow {
  return worded(withWordlessKey(flow, id, key, to), { from: id, on: `digit ${key}` });
}

/** What each kind of node would come to behind a new key; it leads back to where the key is. */
export function stepsOnKey(
  flow: Flow,
  id: string,
  key: string,
  queues?: readonly string[],
): { kind: StepKind; insertion: Insertion }[] {
  return stepsOn(withWordlessKey(flow, id, key, id), { from: id, on: `digit ${key}` }, queues);
}

/** Adds a key for a language to the choice of languages. */
export function withLanguageKey(flow: Flow, id: string, key: string, language: Language): Flow {
  const keys = keysOf(nodeAt(flow, id));
  if (keys?.choose !== 'language') throw new Error(`no key of ${id} chooses a language`);
  const say = sayOf(flow, id, key);
  const words = languageWords(flow, language, key);
  return withNode({ ...flow, texts: { ...flow.texts, [say]: words } }, id, keys.add(key, say, language));
}

/** Takes a key away, and its words where nothing else speaks them. What it led to stays. */
export function withoutKey(flow: Flow, id: string, key: string): Flow {
  const found = keysOf(nodeAt(flow, id))?.keys.find((each) => each.key === key);
  if (!found) throw new Error(`no key ${key} at ${id}`);
  return spokenOnly(withNode(flow, id, found.drop()));
}

/** Whether a talk of this queue is followed by the question how it was. */
export function asksAfter(flow: Flow, queue: NodeOf<'enqueue'>): boolean {
  const behind = reachable(flow, queue.next, (_edge, { type }) => type !== 'enqueue');
  return [...behind].some((id) => nodeOf(flow, id)?.type === 'rate');
}
