import './button.css';
import { useTranslation } from 'react-i18next';

// Words and rules that stand beside this are tested where there is no browser.
const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');
const signs: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  shift: isApple ? '⇧' : 'Shift',
  alt: isApple ? '⌥' : 'Alt',
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
};

const signOf = (key: string): string => signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** A shortcut as keys: `mod+k`, `shift+a`, or two in turn, `g d`. */
export function Kbd({ keys }: { keys: string }) {
  const { t } = useTranslation('design');
  return (
    <span className="oc-kbd">
      {keys.split(' ').map((chord, turn) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a chord's place is what it is
        <span key={turn} className="oc-kbd">
          {turn > 0 && <span className="oc-hidden">{t('key.then')}</span>}
          {chord.split('+').map((key) => (
            <kbd key={key}>{signOf(key)}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
