// A published result: what the city makes of it, and every figure as a bar with its number.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import type { PublicConsultationDetail, Question } from '../../server/participation/contract.ts';

type Published = NonNullable<PublicConsultationDetail['result']>;

function Bars({ question, tally }: { question: Question; tally: Published['tallies'][number] }) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const format = useFormat();
  const nameOf = (id: string): string => {
    const option = question.options.find((one) => one.id === id);
    if (!option) return id;
    return lang === 'en' ? option.nameEn : option.nameZh;
  };
  const share = (count: number): number => (tally.answered === 0 ? 0 : count / tally.answered);
  return (
    <table className="participation-bars">
      <caption>
        {lang === 'en' ? question.nameEn : question.nameZh}
        <span className="oc-quiet">
          {' '}
          {t('answered', { count: tally.answered })}
          {tally.mean !== null && ` · ${t('mean', { value: format.number(tally.mean) })}`}
        </span>
      </caption>
      <tbody>
        {tally.counts.map(({ id, count }) => (
          <tr key={id}>
            <th scope="row">{nameOf(id)}</th>
            <td>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
                <rect width={100 * share(count)} height="10" />
              </svg>
            </td>
            <td>
              {format.number(count)} · {format.percent(share(count))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ratings({ ratings }: { ratings: Published['ratings'] }) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const format = useFormat();
  const mark = (mean: number | null): string => (mean === null ? '—' : format.number(mean));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the telephone is moved with the keys
    <section className="participation-ratings" aria-label={t('byDepartment')} tabIndex={0}>
      <table>
        <caption>{t('byDepartment')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('departmentName')}</th>
            <th scope="col">{t('average')}</th>
            {ratings[0]?.points.map(({ name }) => (
              <th key={name.zh} scope="col">
                {name[lang]}
              </th>
            ))}
            <th scope="col">{t('ratings')}</th>
          </tr>
        </thead>
        <tbody>
          {ratings.map(({ code, name, mean, points, ratings: count }) => (
            <tr key={code}>
              <th scope="row">{name[lang]}</th>
              <td>{mark(mean)}</td>
              {points.map((point) => (
                <td key={point.name.zh}>{mark(point.mean)}</td>
              ))}
              <td>{format.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Result({
  questions,
  result,
  answers,
}: {
  questions: readonly Question[];
  result: Published;
  answers: number;
}) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const format = useFormat();
  return (
    <section className="citizen-box">
      <h2 className="oc-title">{t('result')}</h2>
      <p className="participation-text">{result.text[lang]}</p>
      <p className="oc-quiet">
        {t('publishedAt', { time: format.date(result.publishedAt) })} · {t('answers', { count: answers })}
      </p>
      {result.ratings.length > 0 && <Ratings ratings={result.ratings} />}
      {questions.flatMap((question) => {
        // The table says it of all departments at once.
        if (question.group) return [];
        const tally = result.tallies.find(({ questionId }) => questionId === question.id);
        return tally && tally.counts.length > 0
          ? [<Bars key={question.id} question={question} tally={tally} />]
          : [];
      })}
    </section>
  );
}
