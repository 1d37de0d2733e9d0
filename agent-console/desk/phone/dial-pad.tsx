import './dial-pad.css';
import { useTranslation } from 'react-i18next';
import { Button, keyName, telephoneKeys } from '../../../design/index.ts';

/** Keys that go out on the line. */
export function DialPad({ onKey }: { onKey: (key: string) => void }) {
  const { t } = useTranslation('phone');
  return (
    <fieldset className="desk-pad">
      <legend className="oc-hidden">{t('pad')}</legend>
      {telephoneKeys.map((key) => {
        const name = keyName(key);
        return (
          <Button key={key} onPress={() => onKey(key)} {...(name ? { 'aria-label': t(`key.${name}`) } : {})}>
            {key}
          </Button>
        );
      })}
    </fieldset>
  );
}
