import './shell.css';
import { Compass, UserRoundX } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matchRoute, Redirect, useLocation, useRouter } from 'wouter';
import { Button, EmptyState, Skeleton } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { useActionLabel } from '../actions/label.ts';
import { useActions } from '../actions/registry.ts';
import { listenForShortcuts } from '../actions/shortcuts.ts';
import { useAttentionLine } from '../attention/attention.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { BannerPlace } from '../broadcasts/banner-place.tsx';
import { pages } from '../pages.ts';
import { signOut, useUser } from '../session/session.ts';
import { useHotspotNews } from '../oversight/hotspot-news.ts';
import { useLateReplies } from '../supervision/late-replies.ts';
import { useUnconfirmedNews } from '../supervision/unconfirmed-news.ts';
import { appActions } from './app-actions.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { part } from './part.ts';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import { PageShown, whenIdle } from './when-idle.ts';

const BroadcastBanner = part(() => whenIdle().then(() => import('../broadcasts/banner.tsx')));
const CommandBar = part(() => import('./command-bar.tsx'));
const ShortcutHelp = part(() => import('./shortcut-help.tsx'));

function MissingPage({ hasHome }: { hasHome: boolean }) {
  const { t } = useTranslation('shell');
  const [, navigate] = useLocation();
  if (!hasHome) {
    return <EmptyState icon={UserRoundX} title={t('empty.title')} description={t('empty.description')} />;
  }
  return (
    <EmptyState
      icon={Compass}
      title={t('missing.title')}
      description={t('missing.description')}
      action={<Button onPress={() => navigate('/')}>{t('missing.home')}</Button>}
    />
  );
}

/** The frame of every page of a signed-in person. */
export function Shell() {
  const { t, i18n } = useTranslation('shell');
  const labelOf = useActionLabel();
  const { roles } = useUser();
  const router = useRouter();
  const [location, navigate] = useLocation();
  const [front, setFront] = useState<'command' | 'help' | null>(null);
  const main = useRef<HTMLElement>(null);
  const showFailure = useFailureToast();
  const mine = pages.filter((page) => may(roles, page.permission));
  const page = mine.find(({ path }) => matchRoute(router.parser, path, location)[0]);
  const home = mine.find((each) => each.home !== undefined)?.home;
  const title = page ? labelOf(page) : t('product');

  useAttentionLine();
  useLateReplies();
  useUnconfirmedNews();
  useHotspotNews();
  useEffect(listenForShortcuts, []);
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  useActions(
    appActions({
      texts: i18n,
      pages: mine,
      labelOf,
      navigate,
      openCommandBar: () => setFront('command'),
      openHelp: () => setFront('help'),
      signOut: () => void signOut().catch(showFailure),
    }),
  );
  if (location === '/' && home !== undefined) return <Redirect to={home} replace />;
  return (
    <div className="shell">
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <Rail pages={mine} />
      <TopBar title={title} onCommand={() => setFront('command')} />
      <div className="shell-banners">
        <ConnectionBanner />
        <Suspense fallback={<BannerPlace />}>
          <BroadcastBanner />
        </Suspense>
      </div>
      <main ref={main} className="shell-main" tabIndex={-1}>
        <ErrorBoundary key={page?.id ?? 'missing'}>
          <Suspense fallback={<Skeleton lines={6} />}>
            {page ? <page.component /> : <MissingPage hasHome={home !== undefined} />}
            <PageShown />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Suspense>
        {front === 'command' && <CommandBar onClose={() => setFront(null)} />}
        {front === 'help' && <ShortcutHelp onClose={() => setFront(null)} />}
      </Suspense>
    </div>
  );
}
