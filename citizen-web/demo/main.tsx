// A page of somebody else (a made-up library), to show the widget on: its own looks, and one script tag of ours.
import './demo.css';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { startTexts } from '../../design/i18n/texts.ts';
import { textLoaders } from '../i18n/texts.ts';
import { useTitle } from '../shell/title.ts';

const scriptTag = '<script src="https://onecall.example/widget.js" async></script>';
const items = ['cards', 'hours', 'courses'] as const;

function Demo() {
  const { t } = useTranslation('demo');
  useTitle(t('title'));
  useEffect(() => {
    const script = document.createElement('script');
    script.src = '/widget.js';
    document.body.append(script);
  }, []);
  return (
    <>
      <header>
        <strong>{t('name')}</strong>
        <span>{t('motto')}</span>
      </header>
      <main>
        <h1>{t('heading')}</h1>
        <p>{t('lead')}</p>
        <ul>
          {items.map((item) => (
            <li key={item}>
              <h2>{t(`item.${item}.title`)}</h2>
              <p>{t(`item.${item}.text`)}</p>
            </li>
          ))}
        </ul>
        <aside>
          <h2>{t('how')}</h2>
          <p>{t('howText')}</p>
          <code>{scriptTag}</code>
        </aside>
      </main>
    </>
  );
}

const texts = await startTexts(textLoaders, ['demo']);
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <Demo />
    </I18nextProvider>
  </StrictMode>,
);
