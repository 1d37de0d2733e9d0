// The agent's own state in the top bar: what it is, how much is in hand, and how to change it.
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Menu, StatusDot, useLang } from '../../design/index.ts';
import type { Desk } from '../../server/desk/contract.ts';
import { chosenPresenceSchema, inOthersCall, type PresenceView } from '../../server/routing/contract.ts';
import { useActions } from '../actions/registry.ts';
import { useLocation } from 'wouter';
import { useFailureToast } from '../api/failure-view.tsx';
import { changeKept } from '../api/queries.ts';
import { useLine } from '../realtime/line.tsx';
import { part } from '../shell/part.ts';
import { useIsIdle, whenIdle } from '../shell/when-idle.ts';
import { useDesk, useDeskNews, useLists } from './desk-data.ts';
import { presenceTones } from './presence-tones.ts';
import { useDeskPhone } from './phone/desk-phone-data.ts';

const Alerts = part(() => whenIdle().then(() => import('./alerts/alerts-heard.tsx')));
const AlertsDialog = part(() => import('./alerts/alerts-dialog.tsx'));
const DeskPhoneDialog = part(() => import('./phone/desk-phone.tsx'));
const HeadsetTest = part(() => import('./phone/headset-test.tsx'));

export default function PresenceItem() {
  const { t } = useTranslation('desk');
  const desk = useDesk();
  // Here, since it stands above every page: what is told while the agent reads elsewhere is there when they come back.
  useDeskNews();
  const line = useLine();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const lang = useLang();
  const { data: lists } = useLists(useIsIdle());
  const breaks = lists?.reasons.filter(({ list }) => list === 'break') ?? [];
  const [isTesting, setTesting] = useState(false);
  const [isSettingUp, setSettingUp] = useState(false);
  const [isChoosingAlerts, setChoosingAlerts] = useState(false);
  const { data: deskPhone } = useDeskPhone(false);
  const presence = desk.data?.presence;
  const keep = (next: PresenceView): void =>
    changeKept<Desk>(client, ['desk'], (old) => ({ ...old, presence: next }));
  const choose = (state: string, reason?: string): void => {
    const chosen = chosenPresenceSchema.parse(state);
    line?.call('presence:set', { state: chosen, reason }).then(keep).catch(showFailure);
  };
  const setAutoAnswer = (isOn: boolean): void => {
    line?.call('presence:auto_answer', { isOn }).then(keep).catch(showFailure);
  };
  /** Whoever goes sees first what is left to hand over. */
  const endShift = (): void => {
    if (presence?.state !== 'away') choose('away');
    navigate('/shift');
  };
  useActions([
    {
      id: 'presence.end_shift',
      labelKey: 'desk:presence.endShift',
      permission: 'desk.work',
      run: endShift,
    },
    {
      id: 'presence.available',
      labelKey: 'desk:presence.goAvailable',
      shortcut: 'alt+v',
      permission: 'desk.work',
      run: () => choose('available'),
    },
    {
      id: 'presence.away',
      labelKey: 'desk:presence.goAway',
      shortcut: 'alt+w',
      permission: 'desk.work',
      run: () => choose('away'),
    },
    {
      id: 'desk.alerts',
      labelKey: 'desk:alerts.title',
      permission: 'desk.work',
      run: () => setChoosingAlerts(true),
    },
    {
      id: 'phone.headset_test',
      labelKey: 'desk:presence.headsetTest',
      permission: 'desk.work',
      run: () => setTesting(true),
    },
    {
      id: 'phone.desk_phone',
      labelKey: 'desk:presence.deskPhone',
      permission: 'desk.work',
      isEnabled: deskPhone?.isOffered === true,
      run: () => setSettingUp(true),
    },
  ]);
  if (!presence || presence.capacity === 0) return null;
  const stateLabel =
    presence.reason === inOthersCall ? t('presence.inCall') : t(`presence.${presence.state}`);
  return (
    <>
      <Suspense>
        <Alerts desk={desk.data} />
      </Suspense>
      <Suspense>
        {isSettingUp && <DeskPhoneDialog onClose={() => setSettingUp(false)} />}
        {isChoosingAlerts && <AlertsDialog onClose={() => setChoosingAlerts(false)} />}
        {isTesting && <HeadsetTest onClose={() => setTesting(false)} />}
      </Suspense>
      <Menu
        label={t('presence.menu')}
        placement="bottom end"
        trigger={
          <Button variant="quiet">
            <span className="oc-hidden">{t('presence.mine')}</span>
            <StatusDot tone={presenceTones[presence.state]} label={stateLabel} />
            <span className="oc-quiet desk-load">
              {presence.load}/{presence.capacity}
            </span>
          </Button>
        }
        groups={[
          {
            id: 'state',
            selected: presence.state,
            items: chosenPresenceSchema.options
              .filter((state) => state !== 'break' || breaks.length === 0)
              .map((state) => ({ id: state, label: t(`presence.${state}`) })),
          },
          {
            id: 'break',
            title: t('presence.break'),
            ...(presence.state === 'break' && presence.reason ? { selected: presence.reason } : {}),
            items: breaks.map(({ code, label }) => ({ id: code, label: label[lang] })),
          },
          {
            id: 'answer',
            title: t('presence.answer'),
            selected: presence.autoAnswer ? 'auto' : 'asked',
            items: [
              { id: 'asked', label: t('presence.answerAsked') },
              { id: 'auto', label: t('presence.answerAuto'), description: t('presence.answerAutoNote') },
            ],
          },
          {
            id: 'shift',
            items: [
              { id: 'end-shift', label: t('presence.endShift'), description: t('presence.endShiftNote') },
            ],
          },
          {
            id: 'headset',
            items: [
              { id: 'alerts', label: t('alerts.title') },
              { id: 'test', label: t('presence.headsetTest') },
              ...(deskPhone?.isOffered ? [{ id: 'desk', label: t('presence.deskPhone') }] : []),
            ],
          },
        ]}
        onAction={(id, group) => {
          if (group === 'shift') endShift();
          else if (group === 'answer') setAutoAnswer(id === 'auto');
          else if (group === 'break') choose('break', id);
          else if (id === 'desk') setSettingUp(true);
          else if (id === 'alerts') setChoosingAlerts(true);
          else if (group === 'headset') setTesting(true);
          else choose(id);
        }}
      />
    </>
  );
}
