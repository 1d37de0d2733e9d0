// What one agent fewer, as many as needed, and one more come to.
import { useTranslation } from 'react-i18next';
import { Notice, Stack, StatusDot, Table, useFormat } from '../../design/index.ts';
import type {
  StaffingLoad,
  StaffingOutcome,
  StaffingTarget,
} from '../../server/routing/staffing/contract.ts';
import { agentsFor, outcomeOf } from '../../server/routing/staffing/table.ts';

interface Choice {
  id: 'fewer' | 'needed' | 'more';
  agents: number;
  outcome: StaffingOutcome | null;
}

export function Outcomes({
  label,
  load,
  target,
}: {
  label: string;
  load: StaffingLoad;
  target: StaffingTarget;
}) {
  const { t } = useTranslation('staffing');
  const format = useFormat();
  const needed = agentsFor(load, target);
  if (needed === 0) return <p className="oc-quiet">{t('nobodyComes')}</p>;
  const choices = (['fewer', 'needed', 'more'] as const)
    .map((id, index): Choice => {
      const agents = needed - 1 + index;
      return { id, agents, outcome: outcomeOf(load, agents, target.withinS) };
    })
    .filter(({ agents }) => agents > 0);
  const share = (of: (outcome: StaffingOutcome) => number) => (choice: Choice) =>
    choice.outcome ? format.percent(of(choice.outcome)) : '—';
  return (
    <Stack gap={2} className="staffing-outcomes">
      <Table
        label={label}
        rows={choices}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'agents',
            title: t('outcome.agents'),
            isRowHeader: true,
            render: ({ id, agents }) => (
              <span className={id === 'needed' ? 'oc-strong' : undefined}>
                {format.number(agents)} <span className="oc-micro oc-quiet">{t(`choice.${id}`)}</span>
              </span>
            ),
          },
          {
            id: 'serviceLevel',
            title: t('outcome.serviceLevel', { withinS: target.withinS }),
            align: 'end',
            render: ({ outcome }) =>
              outcome ? (
                <StatusDot
                  tone={outcome.serviceLevel >= target.share ? 'ok' : 'danger'}
                  label={format.percent(outcome.serviceLevel)}
                />
              ) : (
                '—'
              ),
          },
          {
            id: 'meanWait',
            title: t('outcome.meanWait'),
            align: 'end',
            render: ({ outcome }) =>
              outcome ? t('seconds', { value: format.number(Math.round(outcome.meanWaitS)) }) : '—',
          },
          {
            id: 'occupancy',
            title: t('outcome.occupancy'),
            align: 'end',
            render: share(({ occupancy }) => occupancy),
          },
          {
            id: 'abandonment',
            title: t('outcome.abandonment'),
            align: 'end',
            render: share(({ abandonment }) => abandonment),
          },
        ]}
      />
      {choices.some(({ outcome }) => outcome === null) && <Notice tone="warn">{t('growsForEver')}</Notice>}
    </Stack>
  );
}
