// One node: what it says, what can be set, where it leads, and what can be done with it.
import { MousePointerClick } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, Notice, Row, Stack } from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import { textsOf } from '../../ivr/flow/graph.ts';
import type { Flow, FlowNode } from '../../ivr/flow/schema.ts';
import { NodeDeeds } from './node-deeds.tsx';
import { NodeSettings } from './node-settings.tsx';
import { NodeTexts } from './node-texts.tsx';
import type { Rebuild } from './rebuild.ts';
import { Ways } from './ways.tsx';
import { nodesOfFault, useFlowWords } from './words.ts';

/** Where the keyboard goes on when a change has put another node, or another way, before the reader. */
export interface Arrival {
  /** The way or words that are new; null: the node. */
  on: string | null;
  /** Only where the change took away what had the focus. */
  isGentle: boolean;
}

/** @param id the node that is chosen; null for none */
export function NodeEditor({
  flow,
  id,
  faults,
  arrival,
  onChange,
  onRebuild,
  onSelect,
}: {
  flow: Flow;
  id: string | null;
  faults: readonly Fault[];
  arrival: Arrival | null;
  /** `typed`: the field that it was typed into. */
  onChange: (flow: Flow, typed?: string) => void;
  onRebuild: Rebuild;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const panel = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!arrival || (arrival.isGentle && document.activeElement !== document.body)) return;
    const fresh =
      arrival.on !== null &&
      panel.current?.querySelector<HTMLElement>(`[data-on="${arrival.on}"] :is(textarea, button)`);
    (fresh || heading.current)?.focus();
  }, [arrival]);
  const node = id === null ? undefined : flow.nodes[id];
  if (id === null || !node) {
    return <EmptyState icon={MousePointerClick} title={t('pickNode')} description={t('pickNodeNote')} />;
  }
  const ours = faults.filter((fault) => nodesOfFault(flow, fault).includes(id));
  const faultText = (fault: Fault): string => {
    const said = textsOf(node).find(({ key }) => key === fault.at);
    return said ? t('faultAt', { place: words.on(said.on), fault: words.fault(fault) }) : words.fault(fault);
  };
  const setNode = (next: FlowNode, typed?: string): void =>
    onChange({ ...flow, nodes: { ...flow.nodes, [id]: next } }, typed && `${id} ${typed}`);
  return (
    <div ref={panel}>
      <Stack gap={3}>
        <Row gap={2} align="baseline">
          <h3 ref={heading} tabIndex={-1}>
            {t(`type.${node.type}`)}
          </h3>
          <span className="oc-micro oc-faint oc-mono">{id}</span>
        </Row>
        {ours.map((fault) => (
          <Notice key={`${fault.code} ${fault.at} ${fault.about}`} tone="danger">
            {faultText(fault)}
          </Notice>
        ))}
        <NodeTexts flow={flow} id={id} node={node} onChange={onChange} />
        <NodeSettings flow={flow} node={node} onChange={setNode} />
        <Ways flow={flow} id={id} node={node} onChange={onChange} onRebuild={onRebuild} onSelect={onSelect} />
        <NodeDeeds flow={flow} id={id} node={node} onRebuild={onRebuild} />
      </Stack>
    </div>
  );
}
