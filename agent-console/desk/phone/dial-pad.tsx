import { useTranslation } from 'react-i18next';
import { Button } from '../../../design/index.ts';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
const keyName = { '*': 'star', '#': 'hash' } as const;

/** Keys that go out on the line. */
export function DialPad({ onKey }: { onKey: (key: string) => void }) {
  const { t } = useTranslation('phone');
  return (
    <fieldset className="desk-pad">
      <legend className="oc-hidden">{t('pad')}</legend>
      {keys.map((key) => (
        <Button
          key={key}
          onPress={() => onKey(key)}
          {...(key === '*' || key === '#' ? { 'aria-label': t(`key.${keyName[key]}`) } : {})}
        >
          {key}
        </Button>
      ))}
    </fieldset>
  );
}
