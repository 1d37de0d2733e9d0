import { useTranslation } from 'react-i18next';
import { TextField } from '../../design/index.ts';
import { isRefused, readTarget, type TargetTexts } from './staffing.ts';

/** The two fields of a target: 80 % within 15 seconds. */
export function TargetFields({
  texts,
  onChange,
}: {
  texts: TargetTexts;
  onChange: (texts: TargetTexts) => void;
}) {
  const { t } = useTranslation('staffing');
  const read = readTarget(texts);
  return (['share', 'withinS'] as const).map((part) => (
    <TextField
      key={part}
      label={t(`field.${part}`)}
      inputMode="decimal"
      value={texts[part]}
      onChange={(typed) => onChange({ ...texts, [part]: typed })}
      error={isRefused(read, part) ? t(`refused.${part}`) : undefined}
    />
  ));
}
