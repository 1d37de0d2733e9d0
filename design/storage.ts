// Browsers that are told to keep nothing for a site refuse the very sight of its storage, and a page that looked would
// stay empty. Importing this file gives such a page a storage that lasts as long as it does.

/** Items are properties of their own, as in the real one: they can be listed. */
class Forgetful {
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? String(Reflect.get(this, key)) : null;
  }
  setItem(key: string, value: string): void {
    Reflect.set(this, key, value);
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

function isDenied(name: 'localStorage' | 'sessionStorage'): boolean {
  try {
    window[name].getItem('');
    return false;
  } catch {
    Object.defineProperty(window, name, { value: new Forgetful() });
    return true;
  }
}

/** Who keeps nothing keeps no cookie either: nobody stays signed in. */
export const keepsNothing = [isDenied('localStorage'), isDenied('sessionStorage')].includes(true);
