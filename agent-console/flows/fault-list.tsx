import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, EmptyState, Stack } from '../../design/index.ts';
import type { Fault } from '../../ivr/flow/check.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { nodesOfFault, useFlowWords } from './words.ts';

/** All faults in words; each leads to its node. */
export function FaultList({
  flow,
  faults,
  onSelect,
}: {
  flow: Flow;
  faults: readonly Fault[];
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  if (faults.length === 0) return <EmptyState icon={CircleCheck} title={t('noFaults')} />;
  return (
    <Stack gap={2}>
      <p className="oc-small oc-quiet">{t('faultsNote')}</p>
      <ul className="flow-faults">
        {faults.map((fault) => {
          const [id] = nodesOfFault(flow, fault);
          const text = t('faultAt', { place: fault.at, fault: words.fault(fault) });
          return (
            <li key={`${fault.code} ${fault.at} ${fault.about}`}>
              {id === undefined ? (
                text
              ) : (
                <Button size="small" variant="quiet" onPress={() => onSelect(id)}>
                  {text}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Stack>
  );
}
