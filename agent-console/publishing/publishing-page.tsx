// What the city tells everybody: answers to matters, and notices.
import './publishing.css';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { NoticeEditor } from './notice-editor.tsx';
import { Notices } from './notices.tsx';
import { Replies } from './replies.tsx';
import { ReplyEditor } from './reply-editor.tsx';

export default function PublishingPage() {
  const { t } = useTranslation('publishing');
  const [location, navigate] = useLocation();
  const [isReply, reply] = useRoute('/publishing/replies/:id');
  const [isNew, fresh] = useRoute('/publishing/notices/new/:id');
  const [isNotice, notice] = useRoute('/publishing/notices/:id');
  if (isReply && reply) return <ReplyEditor key={reply.id} ticketId={reply.id} />;
  if (isNew && fresh) return <NoticeEditor key={fresh.id} id={fresh.id} isNew />;
  if (isNotice && notice) return <NoticeEditor key={notice.id} id={notice.id} />;
  return (
    <Tabs
      className="publishing"
      label={t('title')}
      selected={location.startsWith('/publishing/notices') ? 'notices' : 'replies'}
      onSelect={(tab) => navigate(tab === 'notices' ? '/publishing/notices' : '/publishing')}
      items={[
        { id: 'replies', label: t('replies'), content: <Replies /> },
        { id: 'notices', label: t('notices'), content: <Notices /> },
      ]}
    />
  );
}
