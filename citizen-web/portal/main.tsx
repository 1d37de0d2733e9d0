// The front page: ask, find an answer, or talk to a person; follow a matter.
import './portal.css';
import { Megaphone, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Skeleton } from '../../design/states.tsx';
import type { PublicNotices } from '../../server/participation/publications/contract.ts';
import { ask } from '../api/client.ts';
import { mountPage } from '../shell/mount.tsx';
import { useHouse } from '../shell/city.ts';
import { useTitle } from '../shell/title.ts';
import { Answers, openAnswers, useAnswers } from './answers.tsx';
import { ArticlePage, articleInAddress } from './article.tsx';
import { Ways } from './ways.tsx';

const ChatPanel = lazy(async () => ({ default: (await import('../chat/chat.tsx')).ChatPanel }));
const chatHash = '#chat';
const topics = ['residence', 'socialSecurity', 'school', 'noise', 'typhoon'] as const;

/** Whether the chat is open stands in the address: the telephone's back key closes it, loading again keeps it. */
function useChatOpen(): [boolean, (open: boolean) => void] {
  const [isOpen, setOpen] = useState(() => window.location.hash === chatHash);
  useEffect(() => {
    const look = (): void => setOpen(window.location.hash === chatHash);
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return [
    isOpen,
    (open) => {
      window.location.hash = open ? chatHash : '';
    },
  ];
}

/** How far down the window the field may end and still leave room for answers. */
const lowest = 0.6;

function Ask({ onTalk }: { onTalk: (words: string) => void }) {
  const { t } = useTranslation('portal');
  const [words, setWords] = useState('');
  const [narrowed, setNarrowed] = useState(openAnswers);
  const found = useAnswers(words, narrowed);
  const section = useRef<HTMLElement>(null);
  const field = useRef<HTMLDivElement>(null);
  const isAsked = found.state !== 'idle';
  // With large type on a telephone the answers would come where nobody sees them.
  useEffect(() => {
    const bottom = field.current?.getBoundingClientRect().bottom ?? 0;
    const height = window.visualViewport?.height ?? window.innerHeight;
    if (isAsked && bottom > height * lowest) section.current?.scrollIntoView();
  }, [isAsked]);
  return (
    <>
      <section ref={section} className="portal-ask">
        <label htmlFor="ask">{t('ask')}</label>
        <div ref={field} className="portal-field">
          <Search aria-hidden />
          <input
            id="ask"
            className="oc-input"
            type="search"
            autoComplete="off"
            enterKeyHint="search"
            placeholder={t('placeholder')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        {!isAsked && (
          <fieldset className="portal-topics">
            <legend>{t('often')}</legend>
            {topics.map((topic) => (
              <PlainButton key={topic} onClick={() => setWords(t(`topic.${topic}`))}>
                {t(`topic.${topic}`)}
              </PlainButton>
            ))}
          </fieldset>
        )}
        <Answers
          found={found}
          words={words.trim()}
          narrowed={narrowed}
          onNarrow={setNarrowed}
          onTalk={() => onTalk(words.trim())}
        />
      </section>
      <Ways words={words.trim()} onTalk={() => onTalk(words.trim())} />
    </>
  );
}

const shownNotices = 3;
const noticesShape = async () =>
  (await import('../../server/participation/publications/contract.ts')).publicNoticesSchema;

/** The latest news; when none can be had, the page is none the worse. */
function Notices() {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const format = useFormat();
  const [items, setItems] = useState<PublicNotices['items']>([]);
  useEffect(() => {
    ask(`/api/public/notices?limit=${shownNotices}`, noticesShape)
      .then((page) => setItems(page.items))
      .catch(() => undefined);
  }, []);
  return (
    <section className="portal-notices">
      <h2 className="oc-title">{t('notices')}</h2>
      {items.length === 0 && (
        <p className="oc-quiet">
          <Megaphone aria-hidden />
          {t('noNotices')}
        </p>
      )}
      <ul>
        {items.map(({ id, title, publishedAt }) => (
          <li key={id}>
            <a href={`/news?id=${id}`}>{title[lang]}</a>
            <span className="oc-quiet oc-small">{format.date(publishedAt)}</span>
          </li>
        ))}
      </ul>
      <a href="/news">{t('allNotices')}</a>
    </section>
  );
}

function Portal() {
  const { t } = useTranslation('portal');
  const { t: site } = useTranslation('site');
  useTitle([site('name'), useHouse()].filter(Boolean).join(' · '));
  const [isTalking, setTalking] = useChatOpen();
  const [question, setQuestion] = useState('');
  const [articleId, setArticleId] = useState(articleInAddress);
  const closeArticle = (): void => {
    window.history.replaceState(null, '', window.location.pathname);
    setArticleId(null);
  };
  return (
    <div className="portal">
      <header className="portal-greeting" data-small={isTalking || articleId !== null || undefined}>
        <h1>{t('heading')}</h1>
        {!isTalking && articleId === null && <p>{t('lead')}</p>}
      </header>
      {isTalking ? (
        <Suspense fallback={<Skeleton lines={6} />}>
          <ChatPanel firstWords={question} onClose={() => setTalking(false)} />
        </Suspense>
      ) : articleId !== null ? (
        <ArticlePage id={articleId} onClose={closeArticle} />
      ) : (
        <Ask
          onTalk={(words) => {
            setQuestion(words);
            setTalking(true);
          }}
        />
      )}
      {!isTalking && <Notices />}
    </div>
  );
}

await mountPage(<Portal />, ['portal', 'chat']);
