// Answers to what is being typed: found while typing, opened in place, and judged by the one who asked.
import { ChevronDown, ThumbsDown, ThumbsUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { MarkedText, Prose } from '../../design/prose.tsx';
import { Notice } from '../../design/states.tsx';
import type { ArticleView, SearchHit } from '../../server/knowledge/contract.ts';
import { ask } from '../api/client.ts';

const searchAfterMs = 220;
const maxQuery = 500;
const searchShape = async () => (await import('../../server/knowledge/contract.ts')).searchAnswerSchema;
const articleShape = async () => (await import('../../server/knowledge/contract.ts')).articleViewSchema;

export interface Found {
  hits: readonly SearchHit[];
  state: 'idle' | 'asking' | 'done' | 'failed';
}

/** What the city knows about these words, asked for when typing pauses. */
export function useAnswers(words: string): Found {
  const [found, setFound] = useState<Found>({ hits: [], state: 'idle' });
  useEffect(() => {
    const q = words.trim().slice(0, maxQuery);
    if (q === '') {
      setFound({ hits: [], state: 'idle' });
      return;
    }
    let isStale = false;
    setFound((before) => ({ ...before, state: 'asking' }));
    const timer = setTimeout(() => {
      ask(`/api/citizen/search?limit=5&q=${encodeURIComponent(q)}`, searchShape)
        .then(({ hits }) => !isStale && setFound({ hits, state: 'done' }))
        .catch(() => !isStale && setFound({ hits: [], state: 'failed' }));
    }, searchAfterMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [words]);
  return found;
}

function Judged({ onTalk }: { onTalk: () => void }) {
  const { t } = useTranslation('portal');
  const [isSolved, setSolved] = useState(false);
  if (isSolved)
    return (
      <Notice tone="ok" isLive>
        {t('solvedThanks')}
      </Notice>
    );
  return (
    <fieldset className="portal-judge">
      <legend>{t('solved')}</legend>
      <PlainButton icon={ThumbsUp} onClick={() => setSolved(true)}>
        {t('solvedYes')}
      </PlainButton>
      <PlainButton icon={ThumbsDown} onClick={onTalk}>
        {t('solvedNo')}
      </PlainButton>
    </fieldset>
  );
}

function Answer({ hit, lang, onTalk }: { hit: SearchHit; lang: 'zh' | 'en'; onTalk: () => void }) {
  const { t } = useTranslation('portal');
  const [isOpen, setOpen] = useState(false);
  const [body, setBody] = useState<ArticleView['body'] | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const toggle = (): void => {
    setOpen(!isOpen);
    if (isOpen || body) return;
    setFailed(false);
    ask(`/api/citizen/articles/${hit.article.id}`, articleShape)
      .then((article) => setBody(article.body))
      .catch(() => setFailed(true));
  };
  return (
    <li className="portal-answer" data-open={isOpen || undefined}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          {hit.article.title[lang] || hit.article.title.zh}
          <ChevronDown aria-hidden />
        </button>
      </h2>
      {!isOpen && <p className="portal-short">{hit.article.short[lang] || hit.article.short.zh}</p>}
      {!isOpen &&
        hit.fragments.slice(0, 1).map((one) => (
          <p key={one.text} className="portal-fragment">
            <MarkedText {...one} />
          </p>
        ))}
      {isOpen && body && <Prose markdown={body[lang] || body.zh} />}
      {isOpen && hasFailed && (
        <p className="portal-short">{hit.article.short[lang] || hit.article.short.zh}</p>
      )}
      {isOpen && !body && !hasFailed && <p className="oc-quiet">{t('opening')}</p>}
      {isOpen && (body || hasFailed) && <Judged onTalk={onTalk} />}
    </li>
  );
}

export function Answers({ found, onTalk }: { found: Found; onTalk: () => void }) {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const { hits, state } = found;
  return (
    <>
      <p className="oc-hidden" role="status">
        {state === 'done' ? t('found', { count: hits.length }) : ''}
      </p>
      {hits.length > 0 && (
        <ul className="portal-answers" aria-label={t('answers')}>
          {hits.map((hit) => (
            <Answer key={hit.article.id} hit={hit} lang={lang} onTalk={onTalk} />
          ))}
        </ul>
      )}
      {state === 'done' && hits.length === 0 && <p className="portal-nothing">{t('nothing')}</p>}
      {state === 'failed' && <Notice tone="warn">{t('searchFailed')}</Notice>}
    </>
  );
}
