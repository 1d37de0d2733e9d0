// All matters of one telephone: proved by a code, for a quarter of an hour.
import '../shell/column.css';
import { ListChecks, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { MyMatters } from '../../server/tickets/contract.ts';
import { ask, okShape } from '../api/client.ts';
import { useCodeSession } from '../shell/code-session.ts';
import { MatterList } from '../shell/matter-list.tsx';
import { mountPage } from '../shell/mount.tsx';
import { type Proof, ProvedForm } from '../shell/proved-form.tsx';
import { useTitle } from '../shell/title.ts';

const path = '/api/citizen/matters';
const mattersShape = async () => (await import('../../server/tickets/contract.ts')).myMattersSchema;

function Matters() {
  const { t } = useTranslation('matters');
  const lang = useLang();
  const format = useFormat();
  useTitle(t('title'));
  const { seen: matters, hasFailed, load, leave } = useCodeSession(path, mattersShape);
  const asideOf = ({ department, alsoNumbers }: MyMatters['items'][number]): string =>
    [department?.[lang], alsoNumbers.length > 0 && t('also', { numbers: alsoNumbers.join(t('between')) })]
      .filter(Boolean)
      .join(' · ');
  const show = async (proof: Proof): Promise<void> => {
    await ask(`${path}/session`, okShape, { body: proof });
    await load();
  };
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('title')}</h1>
      <p className="oc-quiet">{t('lead')}</p>
      {hasFailed && <Notice tone="danger">{t('failed')}</Notice>}
      {matters === undefined && <Skeleton lines={4} />}
      {matters === null && (
        <ProvedForm
          codesPath={`${path}/codes`}
          words={{
            phone: t('phone'),
            code: t('code'),
            codeNote: t('codeNote'),
            sendCode: t('sendCode'),
            send: t('show'),
            failed: t('failed'),
          }}
          icon={ListChecks}
          onSend={show}
        />
      )}
      {matters && (
        <>
          <p className="oc-quiet">{t('until', { time: format.time(matters.until) })}</p>
          {matters.items.length === 0 && <p>{t('none')}</p>}
          <MatterList items={matters.items} aside={asideOf} />
          <p className="oc-small oc-quiet">{t('age', { months: matters.listedMonths })}</p>
          <PlainButton icon={LogOut} onClick={leave}>
            {t('leave')}
          </PlainButton>
        </>
      )}
      <a href="/ticket">{t('byNumber')}</a>
    </div>
  );
}

await mountPage(<Matters />, ['matters', 'follow']);
