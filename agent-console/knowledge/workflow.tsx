// The steps that an article can take now. The server says which; a step that needs words or a date asks for them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  AskDialog,
  Button,
  Row,
  Stack,
  showToast,
  TextArea,
  TextField,
  type Tone,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { cityDay } from '../../server/calendar/city.ts';
import type { ArticleCommandName, ArticleDetail, ArticleView } from '../../server/knowledge/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { doerIn, isOvertaken } from '../forms/overtaken.tsx';
import { startOfCityDate } from './draft.ts';
import { useArticle, useArticleCommand } from './knowledge-data.ts';

const needsReason: readonly ArticleCommandName[] = ['reject', 'withdraw'];
const asksForDate: readonly ArticleCommandName[] = ['publish', 'confirm'];
const yearMs = 365 * 86_400_000;

export const statusTones: Record<ArticleView['status'], Tone> = {
  draft: 'neutral',
  review: 'accent',
  published: 'ok',
  expiring: 'warn',
  withdrawn: 'danger',
};

/** The date that stands when it still lies ahead, else a year from now. */
function proposedDate({ reviewBy }: ArticleDetail): string {
  const now = Date.now();
  return cityDay(reviewBy && Date.parse(reviewBy) > now ? Date.parse(reviewBy) : now + yearMs);
}

/** What a step asks for, before the server is asked. */
const askedOf = (name: ArticleCommandName | null) =>
  z.object({
    ...(name && needsReason.includes(name) && { reason: z.string().trim().min(1) }),
    ...(name && asksForDate.includes(name) && { reviewBy: z.iso.datetime() }),
  });

export function Workflow({ article }: { article: ArticleDetail }) {
  const { t } = useTranslation('knowledge');
  const command = useArticleCommand(article.id);
  const lang = useLang();
  const format = useFormat();
  const showFailure = useFailureToast();
  // The step that is asked about, of the version that was read: other words may come in behind the dialog.
  const [begun, setBegun] = useState<{ name: ArticleCommandName; version: number } | null>(null);
  const asked = begun?.name ?? null;
  const [reason, setReason] = useState('');
  const [date, setDate] = useState('');
  const { faultAt, check, forget } = useFaults(
    readWritten(askedOf(asked), { reason, reviewBy: startOfCityDate(date) ?? '' }),
  );
  const { refetch } = useArticle(article.id);
  const give = (name: ArticleCommandName, version: number): void => {
    // What was begun to send it back stays for that, and does not go with an approval.
    const words = needsReason.includes(name) ? reason.trim() : '';
    const reviewAt = asksForDate.includes(name) ? startOfCityDate(date) : null;
    command.mutate(
      {
        command: name,
        version,
        ...(words && { reason: words }),
        ...(reviewAt && { reviewBy: reviewAt }),
      },
      {
        onSuccess: () => {
          setBegun(null);
          setReason('');
          showToast({ tone: 'ok', title: t(`done.${name}`) });
        },
        onError: (error) => {
          void refetch();
          if (isOvertaken(error)) {
            setBegun(null);
            const doer = doerIn(error);
            const name = doer?.by?.[lang];
            showToast({
              tone: 'warn',
              title: name ? t('overtakenBy', { name, at: format.moment(doer.at) }) : t('overtaken'),
            });
          } else showFailure(error);
        },
      },
    );
  };
  const begin = (name: ArticleCommandName): void => {
    if (!needsReason.includes(name) && !asksForDate.includes(name)) {
      give(name, article.version);
      return;
    }
    setDate(proposedDate(article));
    forget();
    setBegun({ name, version: article.version });
  };
  if (article.allowedCommands.length === 0) return null;
  return (
    <Row wraps>
      {article.allowedCommands.map((name, index) => (
        <Button
          key={name}
          variant={index === 0 && !needsReason.includes(name) ? 'primary' : 'secondary'}
          isPending={command.isPending && command.variables.command === name}
          onPress={() => begin(name)}
        >
          {t(`command.${name}`)}
        </Button>
      ))}
      {begun && asked && (
        <AskDialog
          title={t(`command.${asked}`)}
          confirmLabel={t(`command.${asked}`)}
          isPending={command.isPending}
          onConfirm={() => check() && give(asked, begun.version)}
          onClose={() => setBegun(null)}
        >
          <Stack gap={4}>
            {asksForDate.includes(asked) && (
              <TextField
                label={t('field.reviewBy')}
                type="date"
                autoFocus
                description={t('reviewByNote')}
                value={date}
                onChange={setDate}
                error={faultAt('reviewBy')}
              />
            )}
            {needsReason.includes(asked) && (
              <TextArea
                label={t('reason')}
                description={t('reasonNote')}
                maxLength={500}
                autoFocus
                value={reason}
                onChange={setReason}
                error={faultAt('reason')}
              />
            )}
          </Stack>
        </AskDialog>
      )}
    </Row>
  );
}
