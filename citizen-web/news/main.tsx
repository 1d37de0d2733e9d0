// The newsroom: what the government tells everybody, as a list, or the notice that stands in the address.
import '../shell/column.css';
import '../published/published.css';
import { Rss } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileLinks } from '../../design/file-links.tsx';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Prose } from '../../design/prose.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { PublicNotices } from '../../server/participation/publications/contract.ts';
import { ask } from '../api/client.ts';
import { idInAddress, noticeShape, noticesShape, useAnswer } from '../published/pages.ts';
import { Origin, Row } from '../published/row.tsx';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

const first = '/api/public/notices?limit=20';

function List() {
  const { t } = useTranslation('published');
  useTitle(t('news.title'));
  const page = useAnswer(first, noticesShape);
  const [more, setMore] = useState<PublicNotices>();
  const [hasFailed, setFailed] = useState(false);
  const items = [...(page?.items ?? []), ...(more?.items ?? [])];
  const cursor = more ? more.nextCursor : page?.nextCursor;
  const showMore = (): void => {
    setFailed(false);
    ask(`${first}&cursor=${cursor}`, noticesShape)
      .then((next) =>
        setMore({ items: [...(more?.items ?? []), ...next.items], nextCursor: next.nextCursor }),
      )
      .catch(() => setFailed(true));
  };
  return (
    <div className="citizen-column">
      <h1 className="oc-heading">{t('news.title')}</h1>
      {page === undefined && <Skeleton lines={5} />}
      {(page === null || hasFailed) && <Notice tone="danger">{t('failed')}</Notice>}
      {page && items.length === 0 && <p>{t('news.none')}</p>}
      <ul className="citizen-list">
        {items.map((one) => (
          <Row key={one.id} one={one} page="news" />
        ))}
      </ul>
      {cursor && <PlainButton onClick={showMore}>{t('more')}</PlainButton>}
      {page !== undefined && (
        <a className="published-feed" href="/api/public/notices.xml">
          <Rss aria-hidden />
          {t('news.feed')}
        </a>
      )}
    </div>
  );
}

function One({ id }: { id: string }) {
  const { t } = useTranslation('published');
  const lang = useLang();
  const notice = useAnswer(`/api/public/notices/${encodeURIComponent(id)}`, noticeShape);
  useTitle(notice?.title[lang] ?? t('news.title'));
  return (
    <div className="citizen-column">
      <a href="/news">{t('news.all')}</a>
      {notice === undefined && <Skeleton lines={6} />}
      {notice === null && <Notice tone="warn">{t('gone')}</Notice>}
      {notice && (
        <>
          <h1 className="oc-heading">{notice.title[lang]}</h1>
          <Origin {...notice} />
          <div className="citizen-box published-box">
            <Prose markdown={notice.body[lang]} heading="h2" />
            {notice.files.length > 0 && (
              <FileLinks
                label={t('files')}
                files={notice.files.map((file) => ({
                  ...file,
                  href: `/api/citizen/articles/${notice.id}/files/${file.id}`,
                }))}
              />
            )}
          </div>
        </>
      )}
    </div>
  );
}

const id = idInAddress();
await mountPage(id === null ? <List /> : <One id={id} />, ['published']);
