// What is done to the graph at a node: it is taken out, or the question how the talk was is put behind it.
import { MessageSquareHeart, Unlink } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertDialog, Button, Notice, Row, showToast, Stack } from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import { asksAfter, type Removal, withoutNode, withStep } from '../../ivr/flow/edit.ts';
import type { Flow, FlowNode } from '../../ivr/flow/schema.ts';
import { edgesOf } from '../../ivr/flow/ways.ts';
import type { Rebuild } from './rebuild.ts';
import { useFlowWords } from './words.ts';

export function NodeDeeds({
  flow,
  id,
  node,
  onRebuild,
}: {
  flow: Flow;
  id: string;
  node: FlowNode;
  onRebuild: Rebuild;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  /** What was found when it was asked for: finding out checks the whole flow. */
  const [removal, setRemoval] = useState<Removal | null>(null);
  const name = t(`type.${node.type}`);
  const faultText = (fault: Fault): string => t('faultAt', { place: fault.at, fault: words.fault(fault) });
  const remove = (next: Flow, to: string | null): void => {
    // What led here: from there the way on is seen, and the question can be put in again.
    const [from] = Object.entries(flow.nodes).find(
      ([other, each]) => Object.hasOwn(next.nodes, other) && edgesOf(each).some((edge) => edge.to === id),
    ) ?? [to ?? next.start];
    onRebuild(next, from);
    showToast({ tone: 'ok', title: t('remove.done', { name }) });
  };
  const askAgain = (): void => {
    const added = withStep(flow, { from: id, on: 'answered' }, 'rate');
    if ('fault' in added) {
      setRemoval({ refusal: 'faulty', fault: added.fault });
      return;
    }
    onRebuild(added.flow, added.id);
    showToast({ tone: 'ok', title: t('askAfter.done') });
  };
  const refusalText = (refused: Exclude<Removal, { flow: Flow }>): string =>
    refused.refusal === 'faulty'
      ? t('remove.faulty', { fault: faultText(refused.fault) })
      : t(`remove.${refused.refusal}`);
  return (
    <Stack gap={2}>
      {removal && 'refusal' in removal && (
        <Notice tone="warn" isLive>
          {refusalText(removal)}
        </Notice>
      )}
      <Row wraps gap={1}>
        {node.type === 'enqueue' && !asksAfter(flow, node) && (
          <Button size="small" icon={MessageSquareHeart} onPress={askAgain}>
            {t('askAfter.do')}
          </Button>
        )}
        <Button size="small" icon={Unlink} onPress={() => setRemoval(withoutNode(flow, id))}>
          {t('remove.do')}
        </Button>
      </Row>
      {removal && 'flow' in removal && (
        <AlertDialog
          title={t('remove.ask', { name })}
          isOpen
          onOpenChange={() => setRemoval(null)}
          confirmLabel={t('remove.do')}
          isDanger
          onConfirm={() => remove(removal.flow, removal.to)}
        >
          {removal.to === null
            ? t('remove.alone', { count: removal.gone.length })
            : t('remove.note', { to: words.firstText(flow, removal.to) || removal.to })}
        </AlertDialog>
      )}
    </Stack>
  );
}
