// Answers to matters of others, made unrecognisable: searched, narrowed, and the one that stands in the address.
import '../shell/column.css';
import '../published/published.css';
import { Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainSelect, PlainTextField } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { PublicReplies } from '../../server/participation/publications/contract.ts';
import { idInAddress, repliesShape, replyShape, useAnswer } from '../published/pages.ts';
import { Origin, Row } from '../published/row.tsx';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

const pageSize = 20;
const mostShown = 50;

interface Asked {
  q: string;
  departmentCode: string;
  categoryCode: string;
}
const open: Asked = { q: '', departmentCode: '', categoryCode: '' };

function Narrow({
  page,
  asked,
  onAsk,
}: {
  /** What there is to narrow by, once it is known. */
  page: PublicReplies | null | undefined;
  asked: Asked;
  onAsk: (asked: Asked) => void;
}) {
  const { t } = useTranslation('published');
  const lang = useLang();
  const options = (choices: PublicReplies['departments'] = []) => [
    { id: '', label: t('all') },
    ...choices.map(({ code, name, count }) => ({ id: code, label: `${name[lang]} (${count})` })),
  ];
  return (
    <>
      <PlainSelect
        label={t('department')}
        value={asked.departmentCode}
        options={options(page?.departments)}
        onChange={(event) => onAsk({ ...asked, departmentCode: event.target.value })}
      />
      <PlainSelect
        label={t('category')}
        value={asked.categoryCode}
        options={options(page?.categories)}
        onChange={(event) => onAsk({ ...asked, categoryCode: event.target.value })}
      />
    </>
  );
}

function List() {
  const { t } = useTranslation('published');
  useTitle(t('replies.title'));
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState(open);
  const [limit, setLimit] = useState(pageSize);
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(asked)) if (value !== '') query.set(name, String(value));
  const page = useAnswer(`/api/public/replies?${query}`, repliesShape);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked({ ...asked, q: words.trim() });
  };
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('replies.title')}</h1>
      <p className="oc-quiet">{t('replies.lead')}</p>
      <search>
        <form className="published-search" onSubmit={submit}>
          <PlainTextField
            label={t('words')}
            type="search"
            maxLength={200}
            enterKeyHint="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <Narrow page={page} asked={asked} onAsk={setAsked} />
          <PlainButton type="submit" variant="primary" icon={Search}>
            {t('find')}
          </PlainButton>
        </form>
      </search>
      {page === undefined && <Skeleton lines={5} />}
      {page === null && <Notice tone="danger">{t('failed')}</Notice>}
      {page && (
        <>
          <p className="oc-hidden" role="status">
            {t('found', { count: page.items.length })}
          </p>
          {page.items.length === 0 && <p>{t('replies.none')}</p>}
          <ul className="citizen-list">
            {page.items.map((one) => (
              <Row key={one.id} one={one} page="replies" />
            ))}
          </ul>
          {page.nextCursor && limit < mostShown && (
            <PlainButton onClick={() => setLimit(mostShown)}>{t('more')}</PlainButton>
          )}
        </>
      )}
    </div>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation('published');
  const lang = useLang();
  const matter = useAnswer(`/api/public/replies/${encodeURIComponent(id)}`, replyShape);
  useTitle(matter?.title[lang] ?? t('replies.title'));
  return (
    <div className="citizen-column">
      <a href="/replies">{t('replies.all')}</a>
      {matter === undefined && <Skeleton lines={6} />}
      {matter === null && <Notice tone="warn">{t('gone')}</Notice>}
      {matter && (
        <>
          <h1 className="oc-heading">{matter.title[lang]}</h1>
          <Origin {...matter} />
          <section className="citizen-box published-box">
            <h2 className="oc-title">{t('replies.question')}</h2>
            <p>{matter.question[lang]}</p>
          </section>
          <section className="citizen-box published-box">
            <h2 className="oc-title">{t('replies.reply')}</h2>
            <p>{matter.reply[lang]}</p>
          </section>
          <p className="oc-small oc-quiet">{t('replies.masked')}</p>
        </>
      )}
    </div>
  );
}

const id = idInAddress();
await mountPage(id === null ? <List /> : <One id={id} />, ['published']);
