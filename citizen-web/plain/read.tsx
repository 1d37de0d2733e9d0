// Plain pages for reading: answers, notices, published replies, warnings.
import { Fragment } from 'react';
import { Blocks } from '../../design/prose-blocks.tsx';
import type { PublicBroadcast } from '../../server/broadcasts/contract.ts';
import type { ArticleView, SearchHit } from '../../server/knowledge/contract.ts';
import { articleSourceSchema } from '../../server/knowledge/contract.ts';
import type {
  PublicNotice,
  PublicNotices,
  PublicReplies,
  PublicReply,
} from '../../server/participation/publications/contract.ts';
import { isChineseOnly, localeOf } from '../../server/platform/tongue.ts';
import { addressOf } from './frame.tsx';
import { filled, type Tongue } from './tongue.ts';

const topics = ['residence', 'socialSecurity', 'school', 'noise', 'typhoon'] as const;

export interface Asked {
  q: string;
  source: string;
}

/** The question and its answers; without a question, what is asked often. */
export function Home({
  tongue,
  asked,
  hits,
}: {
  tongue: Tongue;
  asked: Asked;
  hits: readonly SearchHit[] | null;
}) {
  const { portal, own } = tongue.words;
  return (
    <>
      {hits === null && <p>{portal.lead}</p>}
      <search>
        <form method="get" action="/plain">
          <input type="hidden" name="lang" value={tongue.code} />
          <label htmlFor="q">{portal.ask}</label>
          <input id="q" name="q" type="search" required maxLength={500} defaultValue={asked.q} />
          <label htmlFor="source">{own.kind}</label>
          <select id="source" name="source" defaultValue={asked.source}>
            <option value="">{portal.narrow.all}</option>
            {articleSourceSchema.options.map((source) => (
              <option key={source} value={source}>
                {portal.narrow.source[source]}
              </option>
            ))}
          </select>
          <button type="submit">{own.search}</button>
        </form>
      </search>
      {hits === null ? (
        <>
          <h2>{portal.often}</h2>
          <ul className="row">
            {topics.map((topic) => (
              <li key={topic}>
                <a href={addressOf(tongue, '', { q: portal.topic[topic] })}>{portal.topic[topic]}</a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <section>
          <h2>{filled(own.answersTo, { words: asked.q })}</h2>
          {hits.length === 0 && <p>{portal.nothing}</p>}
          <ul className="list">
            {hits.map(({ article }) => (
              <li key={article.id}>
                <a href={addressOf(tongue, '', { article: article.id })}>{tongue.of(article.title)}</a>
                <p>{tongue.of(article.short)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Files({
  tongue,
  article,
}: {
  tongue: Tongue;
  article: { id: string; files: readonly { id: string; name: string; bytes: number }[] };
}) {
  if (article.files.length === 0) return null;
  return (
    <>
      <h2>{tongue.words.portal.files}</h2>
      <ul className="list">
        {article.files.map(({ id, name, bytes }) => (
          <li key={id}>
            <a href={`/api/citizen/articles/${article.id}/files/${id}`}>
              {filled(tongue.words.own.file, { name, size: Math.ceil(bytes / 1_024) })}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Article({ tongue, article }: { tongue: Tongue; article: ArticleView }) {
  const date = tongue.date(article.publishedAt ?? article.updatedAt);
  return (
    <article>
      <Blocks markdown={tongue.of(article.body)} heading="h2" />
      <Files tongue={tongue} article={article} />
      <p className="quiet">{filled(tongue.words.portal.asOf, { date })}</p>
    </article>
  );
}

type Listed = PublicNotices['items'][number] & { category?: { zh: string; en: string } | null };

function Origin({ tongue, one }: { tongue: Tongue; one: Listed }) {
  const parts = [
    one.department && tongue.of(one.department),
    one.category && tongue.of(one.category),
    tongue.date(one.publishedAt),
  ];
  return <p className="quiet">{parts.filter(Boolean).join(' · ')}</p>;
}

function Listing({
  tongue,
  path,
  query,
  page,
}: {
  tongue: Tongue;
  path: string;
  query: Readonly<Record<string, string>>;
  page: { items: readonly Listed[]; nextCursor: string | null };
}) {
  return (
    <>
      <ul className="list">
        {page.items.map((one) => (
          <li key={one.id}>
            <a href={addressOf(tongue, path, { id: one.id })}>{tongue.of(one.title)}</a>
            <p>{tongue.of(one.summary)}</p>
            <Origin tongue={tongue} one={one} />
          </li>
        ))}
      </ul>
      {page.nextCursor && (
        <p>
          <a href={addressOf(tongue, path, { ...query, cursor: page.nextCursor })}>{tongue.words.own.next}</a>
        </p>
      )}
    </>
  );
}

export function News({ tongue, page }: { tongue: Tongue; page: PublicNotices }) {
  return (
    <>
      {page.items.length === 0 && <p>{tongue.words.published.news.none}</p>}
      <Listing tongue={tongue} path="/news" query={{}} page={page} />
    </>
  );
}

export function OneNotice({ tongue, notice }: { tongue: Tongue; notice: PublicNotice }) {
  return (
    <article>
      <Origin tongue={tongue} one={notice} />
      <Blocks markdown={tongue.of(notice.body)} heading="h2" />
      <Files tongue={tongue} article={notice} />
    </article>
  );
}

export function Replies({ tongue, q, page }: { tongue: Tongue; q: string; page: PublicReplies }) {
  const { published, own } = tongue.words;
  return (
    <>
      <p>{published.replies.lead}</p>
      <search>
        <form method="get" action="/plain/replies">
          <input type="hidden" name="lang" value={tongue.code} />
          <label htmlFor="q">{published.words}</label>
          <input id="q" name="q" type="search" maxLength={200} defaultValue={q} />
          <button type="submit">{own.search}</button>
        </form>
      </search>
      {page.items.length === 0 && <p>{published.replies.none}</p>}
      <Listing tongue={tongue} path="/replies" query={{ q }} page={page} />
    </>
  );
}

/** Paragraphs of a text that is no Markdown. */
export function Paragraphs({ text }: { text: string }) {
  return text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text never move
      <p key={place}>{line}</p>
    ));
}

export function OneReply({ tongue, matter }: { tongue: Tongue; matter: PublicReply }) {
  const { replies } = tongue.words.published;
  return (
    <article>
      <Origin tongue={tongue} one={matter} />
      <h2>{replies.question}</h2>
      <Paragraphs text={tongue.of(matter.question)} />
      <h2>{replies.reply}</h2>
      <Paragraphs text={tongue.of(matter.reply)} />
      <p className="quiet">{replies.masked}</p>
    </article>
  );
}

export function Warnings({ tongue, warnings }: { tongue: Tongue; warnings: readonly PublicBroadcast[] }) {
  const { site, broadcasts } = tongue.words;
  if (warnings.length === 0) return <p>{broadcasts.none}</p>;
  const isForeign = ({ text }: PublicBroadcast): boolean => tongue.lang === 'en' && isChineseOnly(text);
  return warnings.map((one) => (
    <Fragment key={one.id}>
      <h2 className={`warned ${one.level}`}>
        {site.warning.level[one.level]} · {tongue.of(one.title)}
      </h2>
      {isForeign(one) && <p>{site.warning.chineseOnly}</p>}
      <div {...(isForeign(one) && { lang: localeOf('zh') })}>
        <Paragraphs text={tongue.of(one.text)} />
      </div>
      <p className="quiet">
        {tongue.of(one.area)} · {filled(site.warning.until, { time: tongue.moment(one.expiresAt) })}
        {one.source && ` · ${filled(site.warning.source, { name: tongue.of(one.source) })}`}
      </p>
    </Fragment>
  ));
}

/** Something was not had; what, and what is left to do. */
export function Failed({ tongue, message }: { tongue: Tongue; message: string }) {
  return (
    <>
      <p>{message}</p>
      <p>{tongue.words.own.failedNote}</p>
    </>
  );
}
