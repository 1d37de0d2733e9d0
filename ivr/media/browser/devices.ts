// Which microphone and loudspeaker this browser's telephone uses, as its reader chose.
export type DeviceKind = 'microphone' | 'loudspeaker';

const keyOf = (kind: DeviceKind): string => `onecall.${kind}`;

/** The id of the device chosen; null: whatever the browser takes. */
export function chosenDevice(kind: DeviceKind): string | null {
  return localStorage.getItem(keyOf(kind));
}

export function chooseDevice(kind: DeviceKind, id: string | null): void {
  if (id === null) localStorage.removeItem(keyOf(kind));
  else localStorage.setItem(keyOf(kind), id);
}

/** The devices of a kind. Browsers name them only once the microphone has been allowed. */
export async function devicesOf(kind: DeviceKind): Promise<MediaDeviceInfo[]> {
  const wanted = kind === 'microphone' ? 'audioinput' : 'audiooutput';
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices) return [];
  return (await devices.enumerateDevices()).filter((one) => one.kind === wanted && one.deviceId !== '');
}
