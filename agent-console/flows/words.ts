// The words of a flow: its codes, what leads from node to node, its faults. Codes without words stay as they are.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { compareNames, keyName, telephoneKeys, useLang } from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import { textsOf } from '../../ivr/flow/graph.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { isQuestion, type StepKind } from '../../ivr/flow/steps.ts';
import type { Language } from '../../ivr/verbs.ts';

const flowCodeSchema = z.enum(['hotline', 'after-hours', 'surge', 'emergency', 'callback']);

/** When something happens, without its key or outcome. */
const onSchema = z.enum([
  'start',
  'next',
  'text',
  'timeout',
  'invalid',
  'collected',
  'answered',
  'closed',
  'full',
  'unnumbered',
  'recorded',
  'empty',
  'otherwise',
  'failed',
  'entering',
  'position',
  'place',
  'unknown',
  'connecting',
  'lost',
  'thanks',
]);
const conditionSchema = z.enum(['after_hours', 'surge', 'emergency', 'caller_known']);
export const conditions = conditionSchema.options;
const outcomeSchema = z.enum([
  'received',
  'working',
  'waiting_citizen',
  'answered',
  'closed',
  'not_found',
  'found',
  'question',
  'asked',
  'more',
  'person',
  'pending',
  'too_often',
  'too_slow',
  'resting',
  'wrong_key',
  'due',
  'not_due',
]);
const languageSchema = z.enum(['cmn', 'yue', 'en']);

/** The spoken language that a reader of the page reads. */
export function useSpokenLanguage(): Language {
  return useLang() === 'zh' ? 'cmn' : 'en';
}

function onText(t: TFunction<'flows'>, on: string): string {
  const [kind = '', about = ''] = on.split(' ');
  if (kind === 'digit') {
    const key = telephoneKeys.find((each) => each === about);
    const name = key && keyName(key);
    return t('on.digit', { key: name ? t(`key.${name}`) : about });
  }
  if (kind === 'outcome') {
    const known = outcomeSchema.safeParse(about);
    return known.success ? t(`outcome.${known.data}`) : about;
  }
  if (kind === 'if') {
    const known = conditionSchema.safeParse(about);
    return known.success ? t(`condition.${known.data}`) : about;
  }
  const known = onSchema.safeParse(kind);
  return known.success ? t(`on.${known.data}`) : on;
}

export function useFlowWords() {
  const { t } = useTranslation('flows');
  const lang = useLang();
  const spoken = useSpokenLanguage();
  const firstText = (flow: Flow, id: string): string => {
    const node = flow.nodes[id];
    const first = node && textsOf(node)[0];
    if (first) return flow.texts[first.key]?.[spoken] ?? '';
    if (node?.type === 'condition') return t(`condition.${node.when}`);
    return node?.type === 'lookup' ? t(`what.${node.what}`) : '';
  };
  const nodeName = (flow: Flow, id: string): string => {
    const node = flow.nodes[id];
    if (!node) return id;
    return t('nodeNamed', { type: t(`type.${node.type}`), words: firstText(flow, id) || id });
  };
  const languageName = (code: string): string => {
    const known = languageSchema.safeParse(code);
    return known.success ? t(`language.${known.data}`) : code;
  };
  return {
    nameOf: (code: string): string => {
      const known = flowCodeSchema.safeParse(code);
      return known.success ? t(`flow.${known.data}`) : code;
    },
    firstText,
    /** A node by its kind and its first words. */
    node: nodeName,
    /** The nodes of a flow to choose from: those of a kind together. */
    nodes: (flow: Flow): { id: string; label: string }[] =>
      Object.keys(flow.nodes)
        .map((id) => ({ id, label: nodeName(flow, id) }))
        .toSorted((one, other) => compareNames(lang)(one.label, other.label)),
    /** What can be put on a way. */
    kind: (kind: StepKind): string => {
      if (isQuestion(kind)) return t('lookUp', { what: t(`what.${kind}`) });
      return kind === 'menu' || kind === 'number' ? t(`kind.${kind}`) : t(`type.${kind}`);
    },
    /** What the caller enters: by the words that ask for it. */
    variable: (flow: Flow, name: string): string => {
      const asked = Object.keys(flow.nodes).find((id) => {
        const node = flow.nodes[id];
        return node?.type === 'gather' && node.collect?.into === name;
      });
      return asked === undefined ? name : firstText(flow, asked) || name;
    },
    on: (on: string): string => onText(t, on),
    /** The words of an edge: nothing where there is only one way on. */
    edge: (ons: readonly string[]): string =>
      ons
        .filter((on) => on !== 'next')
        .map((on) => onText(t, on))
        .join(t('between')),
    language: languageName,
    fault: (fault: Fault): string =>
      t(`fault.${fault.code}`, { about: languageName(fault.about).replace(' in ', ' · ') }),
  };
}

/** The nodes that a fault concerns: the one named, or all that speak the text named. */
export function nodesOfFault(flow: Flow, fault: Fault): string[] {
  if (Object.hasOwn(flow.nodes, fault.at)) return [fault.at];
  return Object.entries(flow.nodes).flatMap(([id, node]) =>
    textsOf(node).some(({ key }) => key === fault.at) ? [id] : [],
  );
}
