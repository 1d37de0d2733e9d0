// The frame of every page for citizens: name, language, appearance, content, foot. A page calls `mountPage` once.
import '../../design/base.css';
import '../../design/forced-colors.css';
import '../../design/print.css';
import '../../design/theme.ts';
import './shell.css';
import type { i18n } from 'i18next';
import { Contrast, Moon, Sun } from 'lucide-react';
import { Component, type ReactNode, StrictMode, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useTongue } from '../../design/i18n/lang.ts';
import { startTexts } from '../../design/i18n/texts.ts';
import { PlainButton } from '../../design/native.tsx';
import { meanPressesOnce } from '../../design/press-twice.ts';
import { chooseTheme, useTheme } from '../../design/theme.ts';
import { useChecking } from '../api/checking.ts';
import { WarningBanner } from '../broadcasts/banner.tsx';
import { awaitWarnings } from '../broadcasts/warnings.ts';
import { textLoaders } from '../i18n/texts.ts';
import { awaitCity, useHouse } from './city.ts';
import { Languages } from './languages.tsx';
import { ReadAloud, ReadingBar } from './read-aloud.tsx';
import { chooseTextSize, textSizes, useTextSize } from './text-size.ts';

const nextTheme = { system: 'dark', light: 'dark', dark: 'contrast', contrast: 'light' } as const;
const themeIcons = { system: Sun, light: Sun, dark: Moon, contrast: Contrast };

function TextSizes() {
  const { t } = useTranslation('site');
  const current = useTextSize();
  return (
    <fieldset className="site-choice site-sizes">
      <legend className="oc-hidden">{t('textSize.label')}</legend>
      {textSizes.map((size) => (
        <button
          key={size}
          type="button"
          data-size={size}
          aria-pressed={size === current}
          aria-label={t(`textSize.${size}`)}
          title={t(`textSize.${size}`)}
          onClick={() => chooseTextSize(size)}
        >
          <span aria-hidden>{t('textSize.sample')}</span>
        </button>
      ))}
    </fieldset>
  );
}

function Tools() {
  const { t } = useTranslation('design');
  const theme = useTheme();
  return (
    <div className="site-tools">
      <TextSizes />
      <PlainButton
        variant="quiet"
        icon={themeIcons[theme]}
        isIconOnly
        onClick={() => chooseTheme(nextTheme[theme])}
      >
        {`${t('theme.label')}: ${t(`theme.${theme}`)}`}
      </PlainButton>
      <Languages />
    </div>
  );
}

/** A page that throws says so instead of going white. */
class Guard extends Component<{ children: ReactNode; failed: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.failed : this.props.children;
  }
}

function Site({ children }: { children: ReactNode }) {
  const { t } = useTranslation('site');
  const house = useHouse();
  const main = useRef<HTMLElement>(null);
  // The server's texts come in the script that they were asked in: for another one the page asks anew.
  const script = useTongue() === 'zh-Hant' ? 'traditional' : 'other';
  const failed = (
    <div role="alert">
      <p>{t('crash')}</p>
      <PlainButton onClick={() => window.location.reload()}>{t('reload')}</PlainButton>
    </div>
  );
  return (
    <div className="site">
      <PlainButton className="site-skip" onClick={() => main.current?.focus()}>
        {t('skip')}
      </PlainButton>
      <header className="site-head">
        <a className="site-brand" href="/" title={t('home')}>
          <img src="/icon.svg" alt="" />
          {t('name')}
          <span className="site-city">{house}</span>
        </a>
        <ReadAloud of={() => main.current} />
        <Tools />
      </header>
      <WarningBanner key={`warnings-${script}`} />
      <main ref={main} className="site-main" tabIndex={-1}>
        <Guard key={script} failed={failed}>
          {children}
        </Guard>
      </main>
      <footer className="site-foot">{t('footer')}</footer>
      <ReadingBar />
    </div>
  );
}

/** While the browser works for what is being sent. Nothing moves: it lies above the page. */
function Checking() {
  const { t } = useTranslation('site');
  const isChecking = useChecking();
  return (
    <div role="status" className="site-checking">
      {isChecking && <p>{t('checking')}</p>}
    </div>
  );
}

function show(page: ReactNode, texts: i18n): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  meanPressesOnce();
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={texts}>
        {page}
        <Checking />
      </I18nextProvider>
    </StrictMode>,
  );
}

/**
 * Shows a page inside the citizens' frame.
 * @param namespaces of its texts, loaded before the first paint
 */
export async function mountPage(page: ReactNode, namespaces: readonly string[] = []): Promise<void> {
  const texts = startTexts(textLoaders, ['site', ...namespaces]);
  await Promise.all([awaitWarnings(), awaitCity()]);
  show(<Site>{page}</Site>, await texts);
}

/** Shows a page without the frame: inside somebody else's, whose language counts until the reader chooses one here. */
export async function mountBare(page: ReactNode, namespaces: readonly string[] = []): Promise<void> {
  show(page, await startTexts(textLoaders, ['site', ...namespaces], true));
}
