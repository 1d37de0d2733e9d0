// Where there was a warning the last time, its room is kept until it is loaded: the page does not jump.
import { storedNumber } from '../../design/stored.ts';

const storageKey = 'onecall.banner';

/** @param height of the banner that is shown, in CSS pixels; on a telephone it has two lines */
export function rememberBanner(height: number): void {
  if (height > 0) localStorage.setItem(storageKey, String(height));
  else localStorage.removeItem(storageKey);
}

/** The room of a banner that is on its way. */
export function BannerPlace() {
  const height = storedNumber(storageKey, 1, 500);
  return height !== undefined && <div className="shell-banner-place" style={{ height }} />;
}
