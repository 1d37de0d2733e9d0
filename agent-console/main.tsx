import '../design/base.css';
import '../design/forced-colors.css';
import '../design/theme.ts';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { startTexts } from '../design/i18n/texts.ts';
import { App } from './app.tsx';
import { textLoaders } from './i18n/texts.ts';
import { loaded } from './shell/part.ts';
import { whenIdle } from './shell/when-idle.ts';

const texts = await startTexts(textLoaders, ['shell']);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <I18nextProvider i18n={texts}>
    <App />
  </I18nextProvider>,
);
// Nobody prints before the page is there.
void whenIdle().then(() => loaded(() => import('../design/print.css')));
// A second press belongs to the first once there is something to press.
void whenIdle()
  .then(() => loaded(() => import('../design/press-twice.ts')))
  .then(({ meanPressesOnce }) => meanPressesOnce());
