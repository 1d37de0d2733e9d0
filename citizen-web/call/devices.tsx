// Which microphone and loudspeaker the telephone uses. Browsers name them once the microphone has been allowed.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chosenDevice, type DeviceKind, devicesOf } from '../../ivr/media/browser/devices.ts';
import type { Telephone } from './telephone.ts';

const kinds = ['microphone', 'loudspeaker'] as const;
const automatic = '';

export function Devices({ telephone }: { telephone: Telephone }) {
  const { t } = useTranslation('call');
  const [found, setFound] = useState<Record<DeviceKind, MediaDeviceInfo[]>>({
    microphone: [],
    loudspeaker: [],
  });
  const [chosen, setChosen] = useState(() => ({
    microphone: chosenDevice('microphone'),
    loudspeaker: chosenDevice('loudspeaker'),
  }));
  useEffect(() => {
    const look = (): void => {
      Promise.all(kinds.map(devicesOf)).then(
        ([microphone = [], loudspeaker = []]) => setFound({ microphone, loudspeaker }),
        () => undefined,
      );
    };
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
  }, []);
  const choose = (kind: DeviceKind, id: string): void => {
    const device = id === automatic ? null : id;
    setChosen((before) => ({ ...before, [kind]: device }));
    void telephone.switchTo(kind, device);
  };
  return (
    <details className="call-devices">
      <summary>{t('devices.title')}</summary>
      {kinds.map((kind) => {
        const devices = found[kind].filter(({ deviceId }) => deviceId !== 'default');
        // Where a browser cannot choose (telephones), there is nothing to show.
        if (devices.length === 0) return null;
        return (
          <label key={kind} className="oc-field">
            <span className="oc-small">{t(`devices.${kind}`)}</span>
            <select
              className="oc-input"
              value={
                devices.some(({ deviceId }) => deviceId === chosen[kind]) ? (chosen[kind] ?? '') : automatic
              }
              onChange={(event) => choose(kind, event.target.value)}
            >
              <option value={automatic}>{t('devices.automatic')}</option>
              {devices.map(({ deviceId, label }) => (
                <option key={deviceId} value={deviceId}>
                  {label || t(`devices.${kind}`)}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </details>
  );
}
