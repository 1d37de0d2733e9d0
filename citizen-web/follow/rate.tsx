// How satisfied the citizen is: five levels, why, and their own words.
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainCheckbox, PlainRadioGroup, PlainTextArea } from '../../design/native.tsx';
import type { Bilingual } from '../../server/platform/contract.ts';
import { ask } from '../api/client.ts';

/** Best first. */
export const scores = ['5', '4', '3', '2', '1'] as const;
const reasonsShape = async () => (await import('./reasons.ts')).reasonsSchema;

export interface Rating {
  score: number;
  reasons: string[];
  comment?: string;
}

export function Rate({ onRate, isPending }: { onRate: (rating: Rating) => void; isPending: boolean }) {
  const { t } = useTranslation(['follow', 'site']);
  const lang = useLang();
  const [score, setScore] = useState<string | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [comment, setComment] = useState('');
  const [known, setKnown] = useState<readonly { code: string; label: Bilingual }[]>([]);
  useEffect(() => {
    ask('/api/citizen/rating-reasons', reasonsShape)
      .then(({ items }) => setKnown(items))
      .catch(() => setKnown([]));
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (score === null) return;
    const words = comment.trim();
    onRate({ score: Number(score), reasons: [...chosen], ...(words ? { comment: words } : {}) });
  };
  return (
    <form className="follow-box follow-rate" onSubmit={submit}>
      <PlainRadioGroup
        label={t('rate.question')}
        name="score"
        options={scores.map((each) => ({ id: each, label: t(`site:score.${each}`) }))}
        value={score}
        onChange={setScore}
        isRow
      />
      {score !== null && known.length > 0 && (
        <fieldset className="oc-field">
          <legend>{t('rate.reasons')}</legend>
          <div className="follow-reasons">
            {known.map(({ code, label }) => (
              <PlainCheckbox
                key={code}
                checked={chosen.includes(code)}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, code] : chosen.filter((one) => one !== code))
                }
              >
                {label[lang]}
              </PlainCheckbox>
            ))}
          </div>
        </fieldset>
      )}
      <PlainTextArea
        label={t('rate.comment')}
        maxLength={1_000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <PlainButton
        type="submit"
        variant="primary"
        size="large"
        isPending={isPending}
        disabled={score === null}
      >
        {t('rate.submit')}
      </PlainButton>
    </form>
  );
}
