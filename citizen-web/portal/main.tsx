// The front page: ask, find an answer, or talk to a person; follow a matter.
import './portal.css';
import { MessageCircle, Phone, Search } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton, PlainButton } from '../../design/native.tsx';
import { articleViewSchema, type SearchHit, searchAnswerSchema } from '../../server/knowledge/contract.ts';
import { ask } from '../api/client.ts';
import { ChatPanel } from '../chat/chat.tsx';
import { mountPage } from '../shell/mount.tsx';
import { Prose } from './prose.tsx';

const searchAfterMs = 220;

function Marked({ fragment }: { fragment: SearchHit['fragments'][number] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of fragment.marks) {
    parts.push(fragment.text.slice(at, from), <mark key={from}>{fragment.text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <p className="oc-quiet">
      {parts}
      {fragment.text.slice(at)}…
    </p>
  );
}

function Answer({ hit, lang }: { hit: SearchHit; lang: 'zh' | 'en' }) {
  const [body, setBody] = useState<string | null>(null);
  const open = (): void => {
    if (body !== null) {
      setBody(null);
      return;
    }
    ask(`/api/citizen/articles/${hit.article.id}`, articleViewSchema)
      .then((article) => setBody(article.body[lang]))
      .catch(() => setBody(hit.article.short[lang]));
  };
  return (
    <li className="portal-answer">
      <button type="button" aria-expanded={body !== null} onClick={open}>
        {hit.article.title[lang]}
      </button>
      {body === null ? (
        hit.fragments.slice(0, 1).map((fragment) => <Marked key={fragment.text} fragment={fragment} />)
      ) : (
        <Prose text={body} />
      )}
    </li>
  );
}

function useAnswers(words: string): { hits: readonly SearchHit[]; isDone: boolean } {
  const [found, setFound] = useState<{ hits: readonly SearchHit[]; isDone: boolean }>({
    hits: [],
    isDone: false,
  });
  useEffect(() => {
    const q = words.trim();
    if (!q) {
      setFound({ hits: [], isDone: false });
      return;
    }
    let isStale = false;
    const timer = setTimeout(() => {
      ask(`/api/citizen/search?limit=5&q=${encodeURIComponent(q)}`, searchAnswerSchema)
        .then(({ hits }) => !isStale && setFound({ hits, isDone: true }))
        .catch(() => !isStale && setFound({ hits: [], isDone: true }));
    }, searchAfterMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [words]);
  return found;
}

function Portal() {
  const { t, i18n } = useTranslation('portal');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  const [words, setWords] = useState('');
  const [isTalking, setTalking] = useState(false);
  const { hits, isDone } = useAnswers(words);
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  return (
    <div className="portal">
      <div>
        <h1 className="oc-display">{t('heading')}</h1>
        <p className="oc-lead oc-quiet">{t('lead')}</p>
      </div>
      <div className="portal-ask">
        <label htmlFor="ask">{t('ask')}</label>
        <div className="portal-field">
          <Search aria-hidden />
          <input
            id="ask"
            className="oc-input"
            type="search"
            placeholder={t('placeholder')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        {hits.length > 0 && (
          <ul className="portal-answers" aria-label={t('answers')}>
            {hits.map((hit) => (
              <Answer key={hit.article.id} hit={hit} lang={lang} />
            ))}
          </ul>
        )}
        {isDone && hits.length === 0 && <p className="oc-quiet">{t('nothing')}</p>}
      </div>
      {isTalking ? (
        <ChatPanel firstWords={words.trim()} />
      ) : (
        <div className="portal-ways">
          <PlainButton variant="primary" size="large" icon={MessageCircle} onClick={() => setTalking(true)}>
            {t('talk')}
          </PlainButton>
          <LinkButton size="large" icon={Phone} href="tel:12345">
            {t('call')}
          </LinkButton>
          <LinkButton size="large" href="/ticket">
            {t('follow')}
          </LinkButton>
        </div>
      )}
      <p className="oc-quiet">{t('sms')}</p>
    </div>
  );
}

await mountPage(<Portal />, ['portal', 'chat']);
