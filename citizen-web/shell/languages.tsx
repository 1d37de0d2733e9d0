// Simplified, traditional, English: one press, remembered in this browser.
import { useTranslation } from 'react-i18next';
import { useTongue } from '../../design/i18n/lang.ts';
import { chooseLang } from '../../design/i18n/texts.ts';
import { localeOf, tongueCodes } from '../../server/platform/tongue.ts';
import tongues from '../i18n/tongues.json' with { type: 'json' };

export function Languages() {
  const { t, i18n } = useTranslation('design');
  const current = useTongue();
  return (
    <fieldset className="site-choice">
      <legend className="oc-hidden">{t('lang.label')}</legend>
      {tongueCodes.map((tongue) => (
        <button
          key={tongue}
          type="button"
          lang={localeOf(tongue)}
          aria-pressed={tongue === current}
          aria-label={tongues[tongue].name}
          title={tongues[tongue].name}
          onClick={() => void chooseLang(i18n, tongue)}
        >
          {tongues[tongue].short}
        </button>
      ))}
    </fieldset>
  );
}
