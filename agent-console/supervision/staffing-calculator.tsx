// Agents for any figures: Erlang in the browser, at every key.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice, Pane, Stack, TextField } from '../../design/index.ts';
import { isRefused, readLoad, readTarget } from './staffing.ts';
import { Outcomes } from './staffing-outcomes.tsx';
import { TargetFields } from './staffing-target.tsx';

export function Calculator() {
  const { t } = useTranslation('staffing');
  const [loadTexts, setLoadTexts] = useState({ contacts: '120', serviceMin: '4', patienceMin: '2' });
  const [targetTexts, setTargetTexts] = useState({ share: '80', withinS: '15' });
  const load = readLoad(loadTexts);
  const target = readTarget(targetTexts);
  const fields = [
    { text: 'contacts', part: 'contactsPerHour' },
    { text: 'serviceMin', part: 'serviceS' },
    { text: 'patienceMin', part: 'patienceS' },
  ] as const;
  return (
    <Pane title={t('calculator')} isPadded className="staffing-calculator">
      <Stack gap={3}>
        <form className="staffing-figures" onSubmit={(event) => event.preventDefault()}>
          {fields.map(({ text, part }) => (
            <TextField
              key={text}
              label={t(`field.${text}`)}
              inputMode="decimal"
              value={loadTexts[text]}
              onChange={(typed) => setLoadTexts({ ...loadTexts, [text]: typed })}
              error={isRefused(load, part) ? t(`refused.${text}`) : undefined}
              {...(text === 'patienceMin' && { placeholder: t('noPatience') })}
            />
          ))}
          <TargetFields texts={targetTexts} onChange={setTargetTexts} />
        </form>
        {load.success && target.success ? (
          <Outcomes label={t('calculator')} load={load.data} target={target.data} />
        ) : (
          <Notice tone="warn">{t('correctFigures')}</Notice>
        )}
      </Stack>
    </Pane>
  );
}
