// What a supervisor switches for the whole house. Every caller hears it from then on, so it is asked twice.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertDialog, Notice, Row, Switch, useFormat, useLang } from '../../design/index.ts';
import { okSchema } from '../../server/platform/contract.ts';
import type { RoutingBoard, SwitchView } from '../../server/routing/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';

export function Switches({ switches, mayTurn }: { switches: RoutingBoard['switches']; mayTurn: boolean }) {
  const { t } = useTranslation('supervision');
  const lang = useLang();
  const format = useFormat();
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const [asked, setAsked] = useState<SwitchView | null>(null);
  const turn = useMutation({
    mutationFn: ({ name, isOn }: SwitchView) =>
      api.put(`/api/routing/switches/${name}`, { isOn: !isOn }, okSchema),
    onSuccess: () => setAsked(null),
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: ['routing', 'board'] }),
  });
  const on = switches.filter(({ isOn }) => isOn);
  return (
    <section className="board-switches" aria-label={t('switches')}>
      {mayTurn && (
        <Row gap={6} wraps>
          {switches.map((one) => (
            <Switch key={one.name} isSelected={one.isOn} onChange={() => setAsked(one)}>
              {t(`switch.${one.name}`)}
            </Switch>
          ))}
        </Row>
      )}
      {on.map(({ name, changedBy, changedAt }) => (
        <Notice key={name} tone={name === 'emergency' ? 'danger' : 'warn'}>
          {t(`switchOn.${name}`, {
            name: changedBy?.[lang] ?? '',
            time: changedAt ? format.moment(changedAt) : '',
          })}
        </Notice>
      ))}
      {asked && (
        <AlertDialog
          title={t(asked.isOn ? 'turnOff' : 'turnOn', { name: t(`switch.${asked.name}`) })}
          isOpen
          onOpenChange={() => setAsked(null)}
          confirmLabel={t(asked.isOn ? 'turnOffYes' : 'turnOnYes')}
          isDanger={!asked.isOn}
          isPending={turn.isPending}
          onConfirm={() => turn.mutate(asked)}
        >
          {asked.isOn ? t('switchOffNote') : t(`switchNote.${asked.name}`)}
        </AlertDialog>
      )}
    </section>
  );
}
