// Answers to what is being typed: found while typing, opened in place, and judged by the one who asked.
import { ChevronDown, ThumbsDown, ThumbsUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainSelect } from '../../design/native.tsx';
import { MarkedText, Prose } from '../../design/prose.tsx';
import { Notice } from '../../design/states.tsx';
import { type FoundBecause, Why } from '../../design/why.tsx';
import type { ArticleView, Feedback, SearchChoices, SearchHit } from '../../server/knowledge/contract.ts';
import { langOf, tongueAsked } from '../../server/platform/tongue.ts';
import { ask, okShape } from '../api/client.ts';
import { ReadAloud } from '../shell/read-aloud.tsx';
import { PublicFiles } from './article.tsx';

const searchAfterMs = 220;
/** A question is finished when nothing was typed for so long. */
const settledMs = 2_000;
const maxQuery = 500;
const searchShape = async () => (await import('../../server/knowledge/contract.ts')).searchAnswerSchema;
const articleShape = async () => (await import('../../server/knowledge/contract.ts')).articleViewSchema;

export interface Found {
  hits: readonly SearchHit[];
  /** Nothing that was found tells what was asked. */
  isFarOff: boolean;
  choices: SearchChoices | null;
  state: 'idle' | 'asking' | 'done' | 'failed';
}

/** What narrows the answers; empty leaves them open. */
export interface Narrowed {
  departmentCode: string;
  source: string;
}
export const openAnswers: Narrowed = { departmentCode: '', source: '' };

const nothingAsked: Found = { hits: [], isFarOff: false, choices: null, state: 'idle' };
/** With fewer to choose from there is nothing to narrow. */
const leastChoices = 2;

/** Narrows the answers by department and kind, of which there are several. */
/** What stands for the words of an English question is Chinese. */
const isReadable = (reason: FoundBecause): boolean => !('found' in reason);

function Narrow({
  choices,
  narrowed,
  onNarrow,
}: {
  choices: SearchChoices;
  narrowed: Narrowed;
  onNarrow: (narrowed: Narrowed) => void;
}) {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const counted = (label: string, count: number): string => t('narrow.counted', { label, count });
  const { departments, sources } = choices;
  return (
    <search className="portal-narrow">
      {(departments.length >= leastChoices || narrowed.departmentCode) && (
        <PlainSelect
          label={t('narrow.department')}
          value={narrowed.departmentCode}
          onChange={(event) => onNarrow({ ...narrowed, departmentCode: event.target.value })}
          options={[
            { id: '', label: t('narrow.all') },
            ...departments.map(({ code, name, count }) => ({ id: code, label: counted(name[lang], count) })),
          ]}
        />
      )}
      {(sources.length >= leastChoices || narrowed.source) && (
        <PlainSelect
          label={t('narrow.kind')}
          value={narrowed.source}
          onChange={(event) => onNarrow({ ...narrowed, source: event.target.value })}
          options={[
            { id: '', label: t('narrow.all') },
            ...sources.map(({ source, count }) => ({
              id: source,
              label: counted(t(`narrow.source.${source}`), count),
            })),
          ]}
        />
      )}
    </search>
  );
}

/** Tells what became of an answer; nobody waits for it. */
function tell(kind: Feedback['kind'], words: string, articleId?: string): void {
  const lang = langOf(tongueAsked(document.documentElement.lang));
  const body = {
    id: crypto.randomUUID(),
    kind,
    words: words.slice(0, maxQuery),
    lang,
    ...(articleId && { articleId }),
  };
  ask('/api/citizen/feedback', okShape, { body }).catch(() => undefined);
}

/** What the city knows about these words, asked for when typing pauses. */
export function useAnswers(words: string, { departmentCode, source }: Narrowed): Found {
  const [found, setFound] = useState<Found>(nothingAsked);
  useEffect(() => {
    const q = words.trim().slice(0, maxQuery);
    if (q === '') {
      setFound(nothingAsked);
      return;
    }
    let isStale = false;
    let settled: ReturnType<typeof setTimeout> | undefined;
    setFound((before) => ({ ...before, state: 'asking' }));
    const timer = setTimeout(() => {
      const query = new URLSearchParams({
        limit: '5',
        choices: 'true',
        q,
        ...(departmentCode && { departmentCode }),
        ...(source && { source }),
      });
      ask(`/api/citizen/search?${query}`, searchShape)
        .then(({ hits, isFarOff, choices }) => {
          if (isStale) return;
          setFound({ hits, isFarOff, choices, state: 'done' });
          if (isFarOff && !departmentCode && !source)
            settled = setTimeout(() => tell('nothing', q), settledMs);
        })
        .catch(() => !isStale && setFound({ ...nothingAsked, state: 'failed' }));
    }, searchAfterMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
      clearTimeout(settled);
    };
  }, [words, departmentCode, source]);
  return found;
}

function Judged({ onJudge, onTalk }: { onJudge: (isSolved: boolean) => void; onTalk: () => void }) {
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
      <PlainButton
        icon={ThumbsUp}
        onClick={() => {
          onJudge(true);
          setSolved(true);
        }}
      >
        {t('solvedYes')}
      </PlainButton>
      <PlainButton
        icon={ThumbsDown}
        onClick={() => {
          onJudge(false);
          onTalk();
        }}
      >
        {t('solvedNo')}
      </PlainButton>
    </fieldset>
  );
}

function Answer({
  hit,
  words,
  lang,
  onTalk,
}: {
  hit: SearchHit;
  words: string;
  lang: 'zh' | 'en';
  onTalk: () => void;
}) {
  const { t } = useTranslation('portal');
  const [isOpen, setOpen] = useState(false);
  const [article, setArticle] = useState<ArticleView | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const text = useRef<HTMLDivElement>(null);
  const toggle = (): void => {
    setOpen(!isOpen);
    if (isOpen || article) return;
    tell('opened', words, hit.article.id);
    setFailed(false);
    ask(`/api/citizen/articles/${hit.article.id}`, articleShape)
      .then(setArticle)
      .catch(() => setFailed(true));
  };
  return (
    <li className="portal-answer" data-open={isOpen || undefined}>
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          <span>
            <MarkedText {...hit.title} />
          </span>
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
      {!isOpen && <Why reasons={lang === 'en' ? hit.reasons.filter(isReadable) : hit.reasons} />}
      {isOpen && article && (
        <>
          <ReadAloud of={() => text.current} />
          <div ref={text}>
            <Prose markdown={article.body[lang] || article.body.zh} />
          </div>
          <PublicFiles article={article} />
        </>
      )}
      {isOpen && hasFailed && (
        <p className="portal-short">{hit.article.short[lang] || hit.article.short.zh}</p>
      )}
      {isOpen && !article && !hasFailed && <p className="oc-quiet">{t('opening')}</p>}
      {isOpen && (article || hasFailed) && (
        <Judged
          onJudge={(isSolved) => tell(isSolved ? 'solved' : 'not_helped', words, hit.article.id)}
          onTalk={onTalk}
        />
      )}
    </li>
  );
}

export function Answers({
  found,
  words,
  narrowed,
  onNarrow,
  onTalk,
}: {
  found: Found;
  narrowed: Narrowed;
  onNarrow: (narrowed: Narrowed) => void;
  /** What was asked. */
  words: string;
  onTalk: () => void;
}) {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const { hits, isFarOff, choices, state } = found;
  return (
    <>
      <p className="oc-hidden" role="status">
        {state === 'done' ? t('found', { count: hits.length }) : ''}
      </p>
      {choices && <Narrow choices={choices} narrowed={narrowed} onNarrow={onNarrow} />}
      {isFarOff && state === 'done' && hits.length > 0 && <p className="portal-nothing">{t('farOff')}</p>}
      {hits.length > 0 && (
        <ul className="portal-answers" aria-label={t('answers')}>
          {hits.map((hit) => (
            <Answer key={hit.article.id} hit={hit} words={words} lang={lang} onTalk={onTalk} />
          ))}
        </ul>
      )}
      {state === 'done' && hits.length === 0 && <p className="portal-nothing">{t('nothing')}</p>}
      {state === 'failed' && <Notice tone="warn">{t('searchFailed')}</Notice>}
    </>
  );
}
