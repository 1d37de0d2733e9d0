// Bring a matter to the city: a ticket that the citizen writes.
import { useTranslation } from 'react-i18next';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';
import { FileMatter } from './filing.tsx';

/** What was typed on the front page comes behind the `#`, which no server sees; it is read once. */
function wordsBrought(): string {
  const words = new URLSearchParams(window.location.hash.slice(1)).get('words') ?? '';
  if (words) window.history.replaceState(null, '', window.location.pathname);
  return words;
}
const firstWords = wordsBrought();

function FilingPage() {
  const { t } = useTranslation('filing');
  useTitle(t('title'));
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('title')}</h1>
      <FileMatter firstWords={firstWords} />
    </div>
  );
}

await mountPage(<FilingPage />, ['filing', 'place']);
