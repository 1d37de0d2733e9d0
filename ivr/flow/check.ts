// The gate before a flow is taken into use: every way a caller can be left alone is found here, not on the line.
import { z } from 'zod';
import { languages } from '../verbs.ts';
import { nodeOf, placeholdersOf, queuesOfNode, reachable, textsOf, waitsForPeople } from './graph.ts';
import { type Flow, type FlowNode, type NodeOf, ratingKeys } from './schema.ts';
import { edgesOf } from './ways.ts';

export const faultCodes = [
  /** An edge, or the start, names a node that does not exist. */
  'dead_end',
  'unreachable',
  /** A caller who does nothing never comes to an end. */
  'loop_without_exit',
  /** A circle that waits for nobody would run for ever. */
  'busy_loop',
  'no_choices',
  'unhandled_timeout',
  'unhandled_invalid',
  /** A gather is either a menu or asks for a number. */
  'mixed_gather',
  'impossible_length',
  /** The text of a choice does not name its key, so nobody can know it. */
  'unannounced_digit',
  'unknown_text',
  'missing_language',
  'unused_text',
  /** The languages do not fill in the same values. */
  'uneven_placeholders',
  'unknown_placeholder',
  /** A look-up or a callback reads what no node collects. */
  'unknown_variable',
  /** GB/T 33358: between a citizen and a person stands no menu but the language. */
  'menu_before_person',
  /** Asks how the talk was where nobody can have talked. */
  'rates_no_talk',
  /** What is filled in cannot have been recorded. */
  'recorded_placeholder',
  /** The text was changed after it was recorded. */
  'outdated_recording',
  /** The sound is not there any more. */
  'missing_recording',
  /** The city has no such queue. */
  'unknown_queue',
] as const;
export type FaultCode = (typeof faultCodes)[number];

export const faultSchema = z.object({
  code: z.enum(faultCodes),
  /** The node or text key at fault. */
  at: z.string(),
  /** What about it: the edge, key, language or name. */
  about: z.string(),
});
export type Fault = z.infer<typeof faultSchema>;

/**
 * All faults of a flow, in the order of its nodes and texts; an empty list means it may be taken into use.
 * @param queues the city's queue codes; without them no queue is looked for
 * @param missingSounds recordings that the host has looked for and not found
 */
export function checkFlow(
  flow: Flow,
  queues?: readonly string[],
  missingSounds: readonly string[] = [],
): Fault[] {
  return [
    ...graphFaults(flow),
    ...nodeFaults(flow),
    ...(queues ? queueFaults(flow, queues) : []),
    ...textFaults(flow),
    ...recordingFaults(flow, missingSounds),
  ];
}

function queueFaults(flow: Flow, queues: readonly string[]): Fault[] {
  return Object.entries(flow.nodes).flatMap(([at, node]) =>
    queuesOfNode(node)
      .filter((code) => !queues.includes(code))
      .map((about): Fault => ({ code: 'unknown_queue', at, about })),
  );
}

function graphFaults(flow: Flow): Fault[] {
  const faults: Fault[] = [];
  if (!nodeOf(flow, flow.start)) faults.push({ code: 'dead_end', at: 'start', about: flow.start });
  const found = reachable(flow, flow.start);
  for (const [id, node] of Object.entries(flow.nodes)) {
    for (const edge of edgesOf(node)) {
      if (!nodeOf(flow, edge.to)) faults.push({ code: 'dead_end', at: id, about: `${edge.on} → ${edge.to}` });
    }
    if (!found.has(id)) faults.push({ code: 'unreachable', at: id, about: 'no way leads here' });
    if (isOnSilentLoop(flow, id, node) && !endsInSilence(flow, id)) {
      faults.push({ code: 'loop_without_exit', at: id, about: 'a caller who does nothing stays for ever' });
    }
    if (!waitsForPeople(node) && comesBackUnheard(flow, id, node)) {
      faults.push({ code: 'busy_loop', at: id, about: 'comes back here without waiting for anybody' });
    }
  }
  return [...faults, ...menusBeforePerson(flow), ...ratingsWithoutTalk(flow)];
}

function isOnSilentLoop(flow: Flow, id: string, node: FlowNode): boolean {
  return edgesOf(node).some(
    (edge) => edge.isSilent && reachable(flow, edge.to, (next) => next.isSilent).has(id),
  );
}

function endsInSilence(flow: Flow, id: string): boolean {
  const silently = reachable(flow, id, (edge) => edge.isSilent);
  return [...silently].some((reached) => nodeOf(flow, reached)?.type === 'hangup');
}

function comesBackUnheard(flow: Flow, id: string, node: FlowNode): boolean {
  return edgesOf(node).some((edge) => {
    const next = nodeOf(flow, edge.to);
    if (!next || waitsForPeople(next)) return false;
    const unheard = reachable(flow, edge.to, (onward) => {
      const target = nodeOf(flow, onward.to);
      return target !== undefined && !waitsForPeople(target);
    });
    return unheard.has(id);
  });
}

function menusBeforePerson(flow: Flow): Fault[] {
  const hasPerson = Object.values(flow.nodes).some((node) => node.type === 'enqueue');
  if (!hasPerson) return [];
  const before = reachable(flow, flow.start, (_edge, node) => node.type !== 'enqueue');
  return [...before]
    .filter((id) => nodeOf(flow, id)?.type === 'gather')
    .map((id) => ({ code: 'menu_before_person', at: id, about: 'stands between the citizen and the queue' }));
}

function ratingsWithoutTalk(flow: Flow): Fault[] {
  const behindTalks = new Set(
    Object.values(flow.nodes).flatMap((node) =>
      node.type === 'enqueue' ? [...reachable(flow, node.next)] : [],
    ),
  );
  return Object.entries(flow.nodes)
    .filter(([id, { type }]) => type === 'rate' && !behindTalks.has(id))
    .map(([at]) => ({ code: 'rates_no_talk', at, about: 'no way leads here from a talk' }));
}

function nodeFaults(flow: Flow): Fault[] {
  const collected = new Set(
    Object.values(flow.nodes).flatMap((node) =>
      node.type === 'gather' && node.collect ? [node.collect.into] : [],
    ),
  );
  return Object.entries(flow.nodes).flatMap(([id, node]) => {
    const fault = (code: FaultCode, about: string): Fault => ({ code, at: id, about });
    const unknown = (names: string[]): Fault[] =>
      names.filter((name) => !collected.has(name)).map((name) => fault('unknown_variable', name));
    switch (node.type) {
      case 'language':
        return [
          ...(Object.keys(node.choices).length === 0 ? [fault('no_choices', 'choices')] : []),
          ...unannounced(flow, id, node.choices),
        ];
      case 'gather': {
        const { collect, choices = {} } = node;
        const isMenu = Object.keys(choices).length > 0;
        return [
          ...(isMenu || collect ? [] : [fault('no_choices', 'choices')]),
          ...(isMenu && collect ? [fault('mixed_gather', collect.into)] : []),
          ...(collect && collect.min > collect.max ? [fault('impossible_length', collect.into)] : []),
          ...(node.timeout ? [] : [fault('unhandled_timeout', 'timeout')]),
          ...(node.invalid ? [] : [fault('unhandled_invalid', 'invalid')]),
          ...unannounced(flow, id, choices),
        ];
      }
      case 'enqueue':
        return unannounced(flow, id, node.waiting.choices);
      case 'rate':
        return unannounced(flow, id, Object.fromEntries(ratingKeys.map((key) => [key, { say: node.text }])));
      case 'lookup':
        return unknown(Object.values(node.inputs));
      case 'callback':
        return unknown(node.number === undefined ? [] : [node.number]);
      default:
        return [];
    }
  });
}

/** Every language must name the key in figures, as the caller finds it on the telephone. */
function unannounced(flow: Flow, at: string, choices: Readonly<Record<string, { say: string }>>): Fault[] {
  return Object.entries(choices)
    .filter(([key, choice]) => {
      const texts = Object.values(flow.texts[choice.say] ?? {});
      return texts.some(
        (text) => !new RegExp(`(?<!\\d)${key === '*' ? '\\*' : key}(?!\\d)`).test(text ?? ''),
      );
    })
    .map(([key, choice]) => ({ code: 'unannounced_digit', at, about: `${key} in ${choice.say}` }));
}

const valuesAlwaysKnown = ['position', 'minutes'];
/** What the host fills in with its answer. */
const valuesOfLookup: Readonly<Record<NodeOf<'lookup'>['what'], readonly string[]>> = {
  ticket_status: [],
  common_answers: ['menu'],
  common_answer: ['answer'],
  answer_helped: [],
  status_systems: ['systemMenu', 'systemWords'],
  status_question: ['systemMenu', 'systemWords', 'systemQuestion'],
  status_answer: ['systemAnswer'],
};

function textFaults(flow: Flow): Fault[] {
  const faults: Fault[] = [];
  const used = new Set<string>();
  for (const [id, node] of Object.entries(flow.nodes)) {
    for (const { key } of textsOf(node)) {
      used.add(key);
      if (!Object.hasOwn(flow.texts, key)) faults.push({ code: 'unknown_text', at: id, about: key });
    }
  }
  const known = new Set([
    ...valuesAlwaysKnown,
    ...Object.values(flow.nodes).flatMap((node) => {
      if (node.type === 'lookup') return valuesOfLookup[node.what];
      return node.type === 'gather' && node.collect ? [node.collect.into] : [];
    }),
  ]);
  for (const [key, texts] of Object.entries(flow.texts)) {
    if (!used.has(key)) faults.push({ code: 'unused_text', at: key, about: 'no node speaks it' });
    const spoken = languages.filter((language) => texts[language]?.trim());
    for (const language of languages) {
      if (!spoken.includes(language)) faults.push({ code: 'missing_language', at: key, about: language });
    }
    const places = spoken.map((language) => placeholdersOf(texts[language] ?? ''));
    const union = [...new Set(places.flat())];
    for (const name of union) {
      if (!known.has(name)) faults.push({ code: 'unknown_placeholder', at: key, about: name });
      if (!places.every((names) => names.includes(name))) {
        faults.push({ code: 'uneven_placeholders', at: key, about: name });
      }
    }
  }
  return faults;
}

function recordingFaults(flow: Flow, missingSounds: readonly string[]): Fault[] {
  return Object.entries(flow.recordings).flatMap(([at, byLanguage]) =>
    languages.flatMap((about): Fault[] => {
      const recording = byLanguage[about];
      if (!recording) return [];
      if (missingSounds.includes(recording.sound)) return [{ code: 'missing_recording', at, about }];
      const text = flow.texts[at]?.[about];
      if (text === undefined) return [{ code: 'unknown_text', at, about: at }];
      if (placeholdersOf(text).length > 0) return [{ code: 'recorded_placeholder', at, about }];
      return text === recording.words ? [] : [{ code: 'outdated_recording', at, about }];
    }),
  );
}
