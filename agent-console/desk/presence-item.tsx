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
const LeftWrapUps = part(() => whenIdle().then(() => import('./left-wrap-ups.tsx')));
const AlertsDialog = part(() => import('./alerts/alerts-dialog.tsx'));
const DeskPhoneDialog = part(() => import('./phone/desk-phone.tsx'));
const HeadsetTest = part(() => import('./phone/headset-test.tsx'));

/** What an agent can make of their own state. */
function usePresenceDeeds(presence: PresenceView | undefined) {
  const line = useLine();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const keep = (next: PresenceView): void =>
    changeKept<Desk>(client, ['desk'], (old) => ({ ...old, presence: next }));
  const choose = (state: string, reason?: string): void => {
    const chosen = chosenPresenceSchema.parse(state);
    line?.call('presence:set', { state: chosen, reason }).then(keep).catch(showFailure);
  };
  return {
    choose,
    setAutoAnswer: (isOn: boolean): void => {
      line?.call('presence:auto_answer', { isOn }).then(keep).catch(showFailure);
    },
    /** Whoever goes sees first what is left to hand over. */
    endShift: (): void => {
      if (presence?.state !== 'away') choose('away');
      navigate('/shift');
    },
  };
}

type Deeds = ReturnType<typeof usePresenceDeeds>;
/** What is set up beside the state, each in a dialog of its own. */
type Setting = 'alerts' | 'headset' | 'desk_phone';

function usePresenceActions(
  { choose, endShift }: Deeds,
  onSet: (what: Setting) => void,
  hasDeskPhone: boolean,
): void {
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
      run: () => onSet('alerts'),
    },
    {
      id: 'phone.headset_test',
      labelKey: 'desk:presence.headsetTest',
      permission: 'desk.work',
      run: () => onSet('headset'),
    },
    {
      id: 'phone.desk_phone',
      labelKey: 'desk:presence.deskPhone',
      permission: 'desk.work',
      isEnabled: hasDeskPhone,
      run: () => onSet('desk_phone'),
    },
  ]);
}

function PresenceMenu({
  presence,
  deeds: { choose, setAutoAnswer, endShift },
  onSet,
  hasDeskPhone,
}: {
  presence: PresenceView;
  deeds: Deeds;
  onSet: (what: Setting) => void;
  hasDeskPhone: boolean;
}) {
  const { t } = useTranslation('desk');
  const lang = useLang();
  const { data: lists } = useLists(useIsIdle());
  const breaks = lists?.reasons.filter(({ list }) => list === 'break') ?? [];
  const stateLabel =
    presence.reason === inOthersCall ? t('presence.inCall') : t(`presence.${presence.state}`);
  const settings: { id: Setting; label: string }[] = [
    { id: 'alerts', label: t('alerts.title') },
    { id: 'headset', label: t('presence.headsetTest') },
    ...(hasDeskPhone ? [{ id: 'desk_phone' as const, label: t('presence.deskPhone') }] : []),
  ];
  return (
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
        { id: 'settings', items: settings },
      ]}
      onAction={(id, group) => {
        const setting = settings.find((one) => one.id === id);
        if (group === 'shift') endShift();
        else if (group === 'answer') setAutoAnswer(id === 'auto');
        else if (group === 'break') choose('break', id);
        else if (group === 'settings' && setting) onSet(setting.id);
        else choose(id);
      }}
    />
  );
}

export default function PresenceItem() {
  const desk = useDesk();
  // Here, since it stands above every page: what is told while the agent reads elsewhere is there when they come back.
  useDeskNews();
  const presence = desk.data?.presence;
  const deeds = usePresenceDeeds(presence);
  const [setting, setSetting] = useState<Setting | null>(null);
  const hasDeskPhone = useDeskPhone(false).data?.isOffered === true;
  usePresenceActions(deeds, setSetting, hasDeskPhone);
  if (!presence || presence.capacity === 0) return null;
  const close = (): void => setSetting(null);
  return (
    <>
      <Suspense>
        <Alerts desk={desk.data} />
        <LeftWrapUps desk={desk.data} />
      </Suspense>
      <Suspense>
        {setting === 'desk_phone' && <DeskPhoneDialog onClose={close} />}
        {setting === 'alerts' && <AlertsDialog onClose={close} />}
        {setting === 'headset' && <HeadsetTest onClose={close} />}
      </Suspense>
      <PresenceMenu presence={presence} deeds={deeds} onSet={setSetting} hasDeskPhone={hasDeskPhone} />
    </>
  );
}
