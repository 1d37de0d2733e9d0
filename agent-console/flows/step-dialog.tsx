// What can be put on a way: every kind of node, and why some cannot stand there.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Stack } from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import { endOf, stepsOn, type WayAt } from '../../ivr/flow/edit.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { isQuestion, typeOfStep } from '../../ivr/flow/steps.ts';
import { useQueueCodes } from './flow-data.ts';
import { nodeIcons } from './node-icons.ts';
import type { Rebuild } from './rebuild.ts';
import { useFlowWords } from './words.ts';

export function StepDialog({
  flow,
  at,
  onRebuild,
  onClose,
}: {
  flow: Flow;
  at: WayAt;
  onRebuild: Rebuild;
  onClose: () => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const queues = useQueueCodes();
  // Finding out checks the flow with each of them.
  const [steps] = useState(() => stepsOn(flow, at, queues));
  const possible = steps.flatMap(({ kind, insertion }) =>
    'fault' in insertion ? [] : [{ kind, ...insertion }],
  );
  const impossible = steps.flatMap(({ kind, insertion }) =>
    'fault' in insertion ? [{ kind, fault: insertion.fault }] : [],
  );
  const reason = (fault: Fault): string =>
    Object.hasOwn(flow.nodes, fault.at)
      ? t('faultAt', { place: words.node(flow, fault.at), fault: words.fault(fault) })
      : words.fault(fault);
  const list = (offered: typeof possible) => (
    <ul className="flow-steps">
      {offered.map(({ kind, flow: next, id }) => (
        <li key={kind}>
          <Button
            isWide
            icon={nodeIcons[typeOfStep(kind)]}
            autoFocus={kind === possible[0]?.kind}
            onPress={() => {
              onClose();
              onRebuild(next, id);
            }}
          >
            {isQuestion(kind) ? t(`what.${kind}`) : words.kind(kind)}
          </Button>
        </li>
      ))}
    </ul>
  );
  const [questions, others] = [
    possible.filter(({ kind }) => isQuestion(kind)),
    possible.filter(({ kind }) => !isQuestion(kind)),
  ];
  return (
    <Dialog title={t('step.title')} isOpen onOpenChange={onClose}>
      <Stack gap={3}>
        <p>{t('step.where', { on: words.on(at.on), to: words.node(flow, endOf(flow, at)) })}</p>
        {list(others)}
        {questions.length > 0 && (
          <section aria-label={t('type.lookup')}>
            <h3 className="oc-small oc-quiet">{t('type.lookup')}</h3>
            {list(questions)}
          </section>
        )}
        {impossible.length > 0 && (
          <section aria-label={t('step.impossible')}>
            <h3 className="oc-small oc-quiet">{t('step.impossible')}</h3>
            <ul className="oc-small oc-quiet">
              {impossible.map(({ kind, fault }) => (
                <li key={kind}>{t('faultAt', { place: words.kind(kind), fault: reason(fault) })}</li>
              ))}
            </ul>
          </section>
        )}
      </Stack>
    </Dialog>
  );
}
