// What can be set in a node besides what it says and where it leads.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Row, Select, TextField, useLang } from '../../design/index.ts';
import { type Flow, type FlowNode, type NodeOf, transferNumberSchema } from '../../ivr/flow/schema.ts';
import { variablesOf } from '../../ivr/flow/steps.ts';
import { useLists } from '../desk/desk-data.ts';
import {
  type NumberField,
  numbersOf,
  queueFieldsOf,
  variableFieldsOf,
  withEnglishQueue,
} from './node-fields.ts';
import { conditions, useFlowWords } from './words.ts';

/** `typed`: the field that it was typed into. */
type Change = (node: FlowNode, typed?: string) => void;

/** A whole number within its bounds; what is not one stays in the field and is not taken. */
function NumberInput({ field, onChange }: { field: NumberField; onChange: Change }) {
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
        if (isSound(text)) onChange(field.set(Number(text)), field.name);
      }}
    />
  );
}

/** Where a transfer goes; what is no number stays in the field and is not taken. */
function OutsideNumber({ node, onChange }: { node: NodeOf<'transfer'>; onChange: Change }) {
  const { t } = useTranslation('flows');
  const [typed, setTyped] = useState(node.number);
  const isSound = (text: string): boolean => transferNumberSchema.safeParse(text).success;
  return (
    <TextField
      label={t('outsideNumber')}
      type="tel"
      value={typed}
      error={isSound(typed) ? undefined : t('outsideNumberFault')}
      onChange={(text) => {
        setTyped(text);
        if (isSound(text)) onChange({ ...node, number: text }, 'number');
      }}
    />
  );
}

const ownNumber = 'own';

/** What the node reads of what callers enter. */
function Variables({ flow, node, onChange }: { flow: Flow; node: FlowNode; onChange: Change }) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  return variableFieldsOf(node).map(({ name, value, set }) => {
    const known = [...new Set([...variablesOf(flow), ...(value === null ? [] : [value])])];
    return (
      <Select
        key={name}
        label={t(`variable.${name}`)}
        options={[
          ...(name === 'callbackNumber' ? [{ id: ownNumber, label: t('variable.own') }] : []),
          ...known.map((id) => ({ id: `of ${id}`, label: words.variable(flow, id) })),
        ]}
        value={value === null ? ownNumber : `of ${value}`}
        onChange={(id) => id !== null && onChange(set(id === ownNumber ? null : id.slice(3)))}
      />
    );
  });
}

export function NodeSettings({ flow, node, onChange }: { flow: Flow; node: FlowNode; onChange: Change }) {
  const { t } = useTranslation('flows');
  const lang = useLang();
  const queues = useLists().data?.queues ?? [];
  const [numbers, queueFields] = [numbersOf(node), queueFieldsOf(node)];
  const hasOwn = node.type === 'condition' || node.type === 'transfer';
  if (!hasOwn && numbers.length + queueFields.length + variableFieldsOf(node).length === 0) return null;
  const optionsFor = (code: string) => [
    ...queues.map((queue) => ({ id: queue.code, label: queue.name[lang] })),
    ...(queues.some((queue) => queue.code === code)
      ? []
      : [{ id: code, label: t('unknownQueue', { code }) }]),
  ];
  const hasEnglish = queueFields.some(({ name }) => name === 'englishQueue');
  return (
    <section aria-label={t('settings')}>
      <div className="flow-settings">
        {node.type === 'condition' && (
          <Select
            label={t('when')}
            options={conditions.map((id) => ({ id, label: t(`condition.${id}`) }))}
            value={node.when}
            onChange={(id) => {
              const when = conditions.find((each) => each === id);
              if (when) onChange({ ...node, when });
            }}
          />
        )}
        {node.type === 'transfer' && <OutsideNumber node={node} onChange={onChange} />}
        {queueFields.map((field) => (
          <Select
            key={field.name}
            label={t(field.name)}
            options={optionsFor(field.value)}
            value={field.value}
            onChange={(code) => code !== null && onChange(field.set(code))}
          />
        ))}
        <Variables flow={flow} node={node} onChange={onChange} />
        {numbers.map((field) => (
          <NumberInput key={field.name} field={field} onChange={onChange} />
        ))}
      </div>
      {node.type === 'enqueue' && (
        <Row className="flow-more">
          <Button
            size="small"
            variant="quiet"
            onPress={() => onChange(withEnglishQueue(node, hasEnglish ? null : node.queue))}
          >
            {t(hasEnglish ? 'englishQueueDrop' : 'englishQueueAdd')}
          </Button>
        </Row>
      )}
    </section>
  );
}
