// One node: what it says in three languages side by side, what can be set, and where it leads.
import { MousePointerClick } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  EmptyState,
  Notice,
  Row,
  Select,
  Stack,
  TextArea,
  TextField,
  telephoneKeys,
  useLang,
} from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import { edgesOf, textsOf } from '../../ivr/flow/graph.ts';
import type { Flow, FlowNode, Recording } from '../../ivr/flow/schema.ts';
import { type Language, languages } from '../../ivr/verbs.ts';
import { useLists } from '../desk/desk-data.ts';
import { NodeDeeds } from './node-deeds.tsx';
import { keysOf, type NumberField, numbersOf, queueFieldsOf } from './node-fields.ts';
import { RecordingField } from './recording-field.tsx';
import { nodesOfFault, useFlowWords } from './words.ts';

const htmlLang: Record<Language, string> = { cmn: 'zh-CN', yue: 'zh-HK', en: 'en' };

/** A whole number within its bounds; what is not one stays in the field and is not taken. */
function NumberInput({ field, onChange }: { field: NumberField; onChange: (node: FlowNode) => void }) {
  const { t } = useTranslation('flows');
  const [typed, setTyped] = useState(String(field.value));
  const { least, most } = field;
  const isSound = (text: string): boolean =>
    /^-?\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;
  return (
    <TextField
      label={t(`number.${field.name}`)}
      type="number"
      value={typed}
      error={isSound(typed) ? undefined : t('numberFault', { least, most })}
      onChange={(text) => {
        setTyped(text);
        if (isSound(text)) onChange(field.set(Number(text)));
      }}
    />
  );
}

function Settings({ node, onChange }: { node: FlowNode; onChange: (node: FlowNode) => void }) {
  const { t } = useTranslation('flows');
  const lang = useLang();
  const queues = useLists().data?.queues ?? [];
  const keys = keysOf(node);
  const [numbers, queueFields] = [numbersOf(node), queueFieldsOf(node)];
  if (numbers.length + queueFields.length + keys.length === 0) return null;
  const optionsFor = (code: string) => [
    ...queues.map((queue) => ({ id: queue.code, label: queue.name[lang] })),
    ...(queues.some((queue) => queue.code === code)
      ? []
      : [{ id: code, label: t('unknownQueue', { code }) }]),
  ];
  return (
    <section aria-label={t('settings')}>
      <div className="flow-settings">
        {queueFields.map((field) => (
          <Select
            key={field.name}
            label={t(field.name)}
            options={optionsFor(field.value)}
            value={field.value}
            onChange={(code) => code !== null && onChange(field.set(code))}
          />
        ))}
        {numbers.map((field) => (
          <NumberInput key={field.name} field={field} onChange={onChange} />
        ))}
        {keys.map((field) => (
          <Select
            key={field.key}
            label={t('keyField', { key: field.key })}
            options={telephoneKeys
              .filter((key) => !field.taken.includes(key))
              .map((key) => ({ id: key, label: key }))}
            value={field.key}
            onChange={(key) => key !== null && onChange(field.set(key))}
          />
        ))}
      </div>
      {keys.length > 0 && <p className="oc-micro oc-quiet">{t('keyTexts')}</p>}
    </section>
  );
}

/** The flow with a text's recording in one language, or without it. */
function withRecording(flow: Flow, key: string, language: Language, recording: Recording | undefined): Flow {
  const { [language]: _before, ...others } = flow.recordings[key] ?? {};
  const ofText = recording ? { ...others, [language]: recording } : others;
  const { [key]: _all, ...rest } = flow.recordings;
  return {
    ...flow,
    recordings: Object.keys(ofText).length > 0 ? { ...rest, [key]: ofText } : rest,
  };
}

function Texts({
  flow,
  id,
  node,
  onChange,
}: {
  flow: Flow;
  id: string;
  node: FlowNode;
  onChange: (flow: Flow) => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const set = (key: string, language: Language, text: string): void =>
    onChange({ ...flow, texts: { ...flow.texts, [key]: { ...flow.texts[key], [language]: text } } });
  const usesOf = (key: string): number =>
    Object.entries(flow.nodes).filter(
      ([other, each]) => other !== id && textsOf(each).some((spoken) => spoken.key === key),
    ).length;
  return textsOf(node).map(({ key, on }) => {
    const name = words.on(on);
    const uses = usesOf(key);
    return (
      <fieldset key={`${on} ${key}`} className="flow-text">
        <legend>
          <span className="oc-strong">{name}</span> <span className="oc-micro oc-faint">{key}</span>
        </legend>
        <div className="flow-languages">
          {languages.map((language) => (
            <div key={language}>
              <TextArea
                label={t(`language.${language}`)}
                rows={2}
                lang={htmlLang[language]}
                value={flow.texts[key]?.[language] ?? ''}
                onChange={(text) => set(key, language, text)}
              />
              {node.type !== 'sms' && (
                <RecordingField
                  name={t(`language.${language}`)}
                  text={flow.texts[key]?.[language] ?? ''}
                  recording={flow.recordings[key]?.[language]}
                  onChange={(recording) => onChange(withRecording(flow, key, language, recording))}
                />
              )}
            </div>
          ))}
        </div>
        {uses > 0 && <p className="oc-micro oc-quiet">{t('shared', { count: uses })}</p>}
      </fieldset>
    );
  });
}

/** @param id the node that is chosen; null for none */
export function NodeEditor({
  flow,
  id,
  faults,
  isArrival,
  onChange,
  onRebuild,
  onSelect,
}: {
  flow: Flow;
  id: string | null;
  faults: readonly Fault[];
  /** The node that was looked at before is no longer there, or has a new neighbour: the keyboard goes on here. */
  isArrival: boolean;
  onChange: (flow: Flow) => void;
  /** The flow with another graph, and the node to look at then. */
  onRebuild: (flow: Flow, at: string) => void;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isArrival) heading.current?.focus();
  }, [isArrival]);
  const node = id === null ? undefined : flow.nodes[id];
  if (id === null || !node) {
    return <EmptyState icon={MousePointerClick} title={t('pickNode')} description={t('pickNodeNote')} />;
  }
  const ours = faults.filter((fault) => nodesOfFault(flow, fault).includes(id));
  const setNode = (next: FlowNode): void => onChange({ ...flow, nodes: { ...flow.nodes, [id]: next } });
  return (
    <Stack gap={3}>
      <Row gap={2} align="baseline">
        <h3 ref={heading} tabIndex={-1}>
          {t(`type.${node.type}`)}
        </h3>
        <span className="oc-micro oc-faint oc-mono">{id}</span>
      </Row>
      {ours.map((fault) => (
        <Notice key={`${fault.code} ${fault.at} ${fault.about}`} tone="danger">
          {words.fault(fault)}
        </Notice>
      ))}
      <Texts flow={flow} id={id} node={node} onChange={onChange} />
      <Settings node={node} onChange={setNode} />
      {edgesOf(node).length > 0 && (
        <section aria-label={t('leads')}>
          <h4 className="oc-small oc-quiet">{t('leads')}</h4>
          <Row wraps gap={1}>
            {edgesOf(node).map(({ on, to }) => (
              <Button
                key={`${on} ${to}`}
                className="flow-onward"
                size="small"
                variant="quiet"
                onPress={() => onSelect(to)}
              >
                {t('leadsTo', { on: words.on(on), to: words.firstText(flow, to) || to })}
              </Button>
            ))}
          </Row>
        </section>
      )}
      <NodeDeeds flow={flow} id={id} node={node} onRebuild={onRebuild} />
    </Stack>
  );
}
