// Where a node leads, way by way: to another node, over a new one, or no more; and the keys that callers may press.
import { ArrowRight, Plus, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton, Row, Select, telephoneKeys } from '../../design/index.ts';
import { endOf, type WayAt, withOpenWay, withoutKey, withoutWay, withWay } from '../../ivr/flow/edit.ts';
import { keysOf } from '../../ivr/flow/keys.ts';
import type { Flow, FlowNode } from '../../ivr/flow/schema.ts';
import { openWaysOf, waysOf } from '../../ivr/flow/ways.ts';
import { KeyDialog } from './key-dialog.tsx';
import type { Rebuild } from './rebuild.ts';
import { StepDialog } from './step-dialog.tsx';
import { useFlowWords } from './words.ts';

type Node = ReturnType<ReturnType<typeof useFlowWords>['nodes']>[number];

/** One way: when it is taken, where it leads, and what can be done about it. */
function WayRow({
  flow,
  at,
  name,
  nodes,
  renames,
  onChange,
  onSelect,
  onAdd,
  onDrop,
}: {
  flow: Flow;
  at: WayAt;
  /** When it is taken. */
  name: string;
  nodes: readonly Node[];
  /** The key that takes it, and the flow with another one. */
  renames?: KeyChoice;
  onChange: (flow: Flow) => void;
  onSelect: (id: string) => void;
  onAdd: () => void;
  onDrop?: (() => void) | undefined;
}) {
  const { t } = useTranslation('flows');
  const to = endOf(flow, at);
  const known = nodes.some(({ id }) => id === to);
  return (
    <li className="flow-way" data-on={at.on}>
      {renames ? <KeySelect {...renames} /> : <span className="oc-small">{name}</span>}
      <Select
        label={t('way.leads', { on: name })}
        isLabelHidden
        options={known ? nodes : [...nodes, { id: to, label: to }]}
        value={to}
        onChange={(id) => id !== null && id !== to && onChange(withWay(flow, at, id))}
      />
      <Row gap={0}>
        <IconButton
          size="small"
          icon={ArrowRight}
          label={t('way.go', { on: name })}
          onPress={() => onSelect(to)}
        />
        <IconButton size="small" icon={Plus} label={t('way.add', { on: name })} onPress={onAdd} />
        {onDrop && <IconButton size="small" icon={X} label={t('way.drop', { on: name })} onPress={onDrop} />}
      </Row>
    </li>
  );
}

interface KeyChoice {
  value: string;
  /** Keys that mean something else here. */
  taken: readonly string[];
  onChange: (key: string) => void;
}

function KeySelect({ value, taken, onChange }: KeyChoice) {
  const { t } = useTranslation('flows');
  return (
    <Select
      label={t('keyField', { key: value })}
      isLabelHidden
      options={telephoneKeys
        .filter((key) => key === value || !taken.includes(key))
        .map((key) => ({ id: key, label: key }))}
      value={value}
      onChange={(key) => key !== null && key !== value && onChange(key)}
    />
  );
}

export function Ways({
  flow,
  id,
  node,
  onChange,
  onRebuild,
  onSelect,
}: {
  flow: Flow;
  id: string;
  node: FlowNode;
  onChange: (flow: Flow) => void;
  onRebuild: Rebuild;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState<WayAt | 'key' | null>(null);
  const close = (): void => setAsked(null);
  const keys = keysOf(node);
  const ways = waysOf(node);
  const open = openWaysOf(node);
  const nodes = words.nodes(flow);
  const taken = keys?.keys.map(({ key }) => key) ?? [];
  const canAddKey =
    keys !== null && taken.length < telephoneKeys.length && (keys.choose === 'way' || keys.left.length > 0);
  const drop = (without: Flow): void => {
    onChange(without);
    // Its row goes with it.
    heading.current?.focus();
  };
  const renames = (key: NonNullable<typeof keys>['keys'][number]): KeyChoice => ({
    value: key.key,
    taken,
    onChange: (to) => onChange({ ...flow, nodes: { ...flow.nodes, [id]: key.rename(to) } }),
  });
  const common = { flow, nodes, onChange, onSelect };
  const row = (at: WayAt, onDrop?: () => void) => (
    <WayRow
      key={`${at.from} ${at.on}`}
      {...common}
      at={at}
      name={words.on(at.on)}
      onAdd={() => setAsked(at)}
      onDrop={onDrop}
    />
  );
  if (ways.length === 0 && id !== flow.start) return null;
  return (
    <section aria-labelledby={title}>
      <h4 id={title} ref={heading} tabIndex={-1} className="oc-small oc-quiet">
        {t('leads')}
      </h4>
      <ul className="flow-ways">
        {id === flow.start && row({ from: null, on: 'start' })}
        {keys?.keys.map((key) => {
          const { key: digit, language } = key;
          const on = `digit ${digit}`;
          const onDrop = (): void => drop(withoutKey(flow, id, digit));
          if (!language) {
            return (
              <WayRow
                key={on}
                {...common}
                at={{ from: id, on }}
                name={words.on(on)}
                renames={renames(key)}
                onAdd={() => setAsked({ from: id, on })}
                onDrop={onDrop}
              />
            );
          }
          return (
            <li key={on} className="flow-way" data-on={on}>
              <KeySelect {...renames(key)} />
              <span>{words.language(language)}</span>
              <IconButton
                size="small"
                icon={X}
                label={t('way.drop', { on: words.on(on) })}
                onPress={onDrop}
              />
            </li>
          );
        })}
        {ways
          .filter(({ on }) => !on.startsWith('digit '))
          .map(({ on, drop: isOptional }) =>
            row({ from: id, on }, isOptional && (() => drop(withoutWay(flow, { from: id, on })))),
          )}
      </ul>
      {keys && keys.keys.length > 0 && <p className="oc-micro oc-quiet">{t('keyTexts')}</p>}
      <Row wraps gap={1} className="flow-more">
        {canAddKey && (
          <Button size="small" icon={Plus} onPress={() => setAsked('key')}>
            {t('newKey.do')}
          </Button>
        )}
        {open.map(({ on }) => (
          <Button
            key={on}
            size="small"
            icon={Plus}
            onPress={() => onRebuild(withOpenWay(flow, { from: id, on }, ways.at(-1)?.to ?? id), id, on)}
          >
            {words.on(on)}
          </Button>
        ))}
      </Row>
      {asked === 'key' && keys && (
        <KeyDialog flow={flow} id={id} keys={keys} onRebuild={onRebuild} onClose={close} />
      )}
      {asked !== null && asked !== 'key' && (
        <StepDialog flow={flow} at={asked} onRebuild={onRebuild} onClose={close} />
      )}
    </section>
  );
}
