// Says on every page that a text message waits too long for an answer. The server tells supervisors only.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showToast } from '../../design/index.ts';
import { useNews } from '../realtime/line.tsx';

export function useLateReplies(): void {
  const { t } = useTranslation('shell');
  const client = useQueryClient();
  useNews('late_reply', ({ preview, isEscalated }) => {
    void client.invalidateQueries({ queryKey: ['routing', 'board'] });
    showToast({
      tone: isEscalated ? 'danger' : 'warn',
      title: t(isEscalated ? 'lateReply.escalated' : 'lateReply.warning'),
      description: preview,
    });
  });
}
