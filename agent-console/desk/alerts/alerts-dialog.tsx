// How one is called: for each channel a sound, how loud, and whether the desktop says it too; each can be tried.
import './alerts.css';
import { MessageSquareDot, PhoneForwarded, Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelMark, Dialog, IconButton, Notice, Select, Stack, Switch } from '../../../design/index.ts';
import { useUser } from '../../session/session.ts';
import { desktopPermission, isMuted, keepAlerts, readAlerts, setMuted } from './alerts.ts';
import { type Alert, type AlertKind, alertKinds } from './rules.ts';
import { playTone, toneNames } from './tones.ts';

const toneChoices = [...toneNames, 'none'] as const;

/** Channels carry their own mark; what is no channel is marked the same way. */
function KindMark({ kind }: { kind: AlertKind }) {
  const { t } = useTranslation('desk');
  if (kind !== 'message' && kind !== 'callback') return <ChannelMark channel={kind} isLabelShown />;
  const Icon = kind === 'message' ? MessageSquareDot : PhoneForwarded;
  return (
    <span className="oc-status oc-quiet">
      <Icon size="1.1em" aria-hidden />
      {t(`alerts.kind.${kind}`)}
    </span>
  );
}

function KindRow({
  kind,
  alert,
  isAllowed,
  onChange,
}: {
  kind: AlertKind;
  alert: Alert;
  isAllowed: boolean;
  onChange: (alert: Alert) => void;
}) {
  const { t } = useTranslation('desk');
  const name = t(`alerts.kind.${kind}`);
  const { tone, volume } = alert;
  return (
    <fieldset className="alerts-row">
      <legend className="oc-hidden">{name}</legend>
      <span className="alerts-name" aria-hidden>
        <KindMark kind={kind} />
      </span>
      <Select
        className="alerts-tone"
        label={t('alerts.tone', { name })}
        isLabelHidden
        options={toneChoices.map((id) => ({ id, label: t(`alerts.tones.${id}`) }))}
        value={tone}
        onChange={(id) => {
          const chosen = toneChoices.find((each) => each === id);
          if (!chosen) return;
          onChange({ ...alert, tone: chosen });
          if (chosen !== 'none') playTone(chosen, volume);
        }}
      />
      <input
        className="alerts-volume"
        type="range"
        min={10}
        max={100}
        step={10}
        value={volume}
        disabled={tone === 'none'}
        aria-label={t('alerts.volume', { name })}
        onChange={(event) => onChange({ ...alert, volume: event.target.valueAsNumber })}
      />
      <IconButton
        icon={Play}
        label={t('alerts.try', { name })}
        isDisabled={tone === 'none'}
        onPress={() => tone !== 'none' && playTone(tone, volume)}
      />
      <Switch
        aria-label={t('alerts.desktopOf', { name })}
        isSelected={isAllowed && alert.isOnDesktop}
        onChange={(isOnDesktop) => onChange({ ...alert, isOnDesktop })}
      >
        {t('alerts.desktop')}
      </Switch>
    </fieldset>
  );
}

export default function AlertsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('desk');
  const { username } = useUser();
  const [alerts, setAlerts] = useState(() => readAlerts(username));
  const [permission, setPermission] = useState(desktopPermission);
  const [isQuiet, setQuiet] = useState(isMuted);
  const change = (kind: AlertKind, alert: Alert): void => {
    // As it is kept: another tab may have changed another line.
    const next = { ...readAlerts(username), [kind]: alert };
    keepAlerts(username, next);
    setAlerts(next);
    const isNewlyOn = alert.isOnDesktop && (!alerts[kind].isOnDesktop || permission === 'default');
    if (isNewlyOn && permission === 'default') void Notification.requestPermission().then(setPermission);
  };
  return (
    <Dialog title={t('alerts.title')} isOpen onOpenChange={onClose} size="large">
      <Stack gap={4}>
        <Switch
          isSelected={!isQuiet}
          onChange={(isOn) => {
            setMuted(!isOn);
            setQuiet(!isOn);
          }}
        >
          {t('alerts.sounds')}
        </Switch>
        <div className="alerts">
          {alertKinds.map((kind) => (
            <KindRow
              key={kind}
              kind={kind}
              alert={alerts[kind]}
              isAllowed={permission === 'granted'}
              onChange={(alert) => change(kind, alert)}
            />
          ))}
        </div>
        {permission === 'denied' && <Notice tone="warn">{t('alerts.denied')}</Notice>}
        {permission === 'unknown' && <Notice>{t('alerts.unknown')}</Notice>}
        <p className="oc-small oc-quiet">{t('alerts.note')}</p>
      </Stack>
    </Dialog>
  );
}
