// What every plain page has around it: language, warnings in force, ways to the other pages.
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { PublicBroadcast } from '../../server/broadcasts/contract.ts';
import { localeOf, tongueCodes } from '../../server/platform/tongue.ts';
import tongues from '../i18n/tongues.json' with { type: 'json' };
import { inScript, type Tongue } from './tongue.ts';

/** Where in the plain pages a reader is; `query` without the language. */
export interface Place {
  tongue: Tongue;
  path: string;
  query: Readonly<Record<string, string>>;
}

/** An address among the plain pages, in the reader's language. */
export function addressOf(
  { code }: Pick<Tongue, 'code'>,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return `/plain${path}?${new URLSearchParams([...given, ['lang', code]])}`;
}

/** What was wrong with what was sent. */
export const Fault = ({ fault }: { fault: string | undefined }) =>
  fault ? (
    <p className="fault" role="alert">
      {fault}
    </p>
  ) : null;

function Languages({ tongue, path, query }: Place) {
  return (
    <nav aria-label={tongue.words.own.language}>
      <ul className="row">
        {tongueCodes.map((code) => (
          <li key={code}>
            {code === tongue.code ? (
              <strong aria-current="true">{tongues[code].name}</strong>
            ) : (
              <a href={addressOf({ code }, path, query)} hrefLang={code} lang={localeOf(code)}>
                {tongues[code].name}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Sections({ tongue }: Pick<Place, 'tongue'>) {
  const { own, published, filing, follow, broadcasts } = tongue.words;
  const sections = [
    ['', own.home],
    ['/filing', filing.title],
    ['/ticket', follow.title],
    ['/news', published.news.title],
    ['/replies', published.replies.title],
    ['/warnings', broadcasts.title],
  ] as const;
  return (
    <nav aria-label={own.pages}>
      <ul className="row">
        {sections.map(([path, label]) => (
          <li key={path}>
            <a href={addressOf(tongue, path)}>{label}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The warning in one line, with the way to all it says. */
function Warned({ tongue, warnings }: { tongue: Tongue; warnings: readonly PublicBroadcast[] }) {
  if (warnings.length === 0) return null;
  const { label, level } = tongue.words.site.warning;
  return (
    <section aria-label={label}>
      {warnings.map((one) => (
        <p key={one.id} className={`warned ${one.level}`}>
          <a href={addressOf(tongue, '/warnings')}>
            {level[one.level]} · {tongue.of(one.title)}
          </a>
        </p>
      ))}
    </section>
  );
}

/** The page as HTML. */
export function pageOf(
  place: Place,
  page: { title: string; warnings: readonly PublicBroadcast[]; full: string; children: ReactNode },
): string {
  const { tongue } = place;
  const { own, site, portal } = tongue.words;
  const html = renderToStaticMarkup(
    <html lang={localeOf(tongue.code)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/plain.css" />
        <title>{`${page.title} · ${site.name}`}</title>
      </head>
      <body>
        <header>
          <p className="brand">
            <a href={addressOf(tongue, '')}>
              {site.name} · {own.name}
            </a>
          </p>
          <Languages {...place} />
          <Sections tongue={tongue} />
        </header>
        <Warned tongue={tongue} warnings={warnings(place, page.warnings)} />
        <main>
          <h1>{page.title}</h1>
          {page.children}
        </main>
        <footer>
          <p>{own.note}</p>
          <ul className="row">
            <li>
              <a href="tel:12345">{portal.call}</a>
            </li>
            <li>
              <a href="sms:12345">{portal.text}</a>
            </li>
            <li>
              <a href={page.full}>{own.full}</a>
            </li>
          </ul>
          <p>{site.footer}</p>
        </footer>
      </body>
    </html>,
  );
  return `<!doctype html>${inScript(html, tongue)}`;
}

/** The page of warnings says them itself. */
const warnings = ({ path }: Place, all: readonly PublicBroadcast[]): readonly PublicBroadcast[] =>
  path === '/warnings' ? [] : all;
