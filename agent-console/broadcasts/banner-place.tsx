// Where there was a warning the last time, its room is kept until it is loaded: the page does not jump.

const storageKey = 'onecall.banner';

export function rememberBanner(isShown: boolean): void {
  if (isShown) localStorage.setItem(storageKey, 'shown');
  else localStorage.removeItem(storageKey);
}

/** The room of a banner that is on its way. */
export function BannerPlace() {
  return localStorage.getItem(storageKey) !== null && <div className="shell-banner-place" />;
}
