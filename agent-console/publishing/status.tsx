// Where a publication stands, and how it is taken back.
import { useTranslation } from 'react-i18next';
import { AskDialog, Badge, TextField } from '../../design/index.ts';
import type { NoticeView } from '../../server/participation/publications/contract.ts';
import { useAskedText } from '../forms/asked-text.ts';

const tones = {
  draft: 'neutral',
  review: 'neutral',
  published: 'ok',
  expiring: 'ok',
  withdrawn: 'warn',
} as const satisfies Record<NoticeView['status'], string>;

/** @param status null: nothing was made of it yet */
export function Status({ status }: { status: NoticeView['status'] | null }) {
  const { t } = useTranslation('publishing');
  return <Badge tone={status ? tones[status] : 'neutral'}>{t(`status.${status ?? 'none'}`)}</Badge>;
}

export function WithdrawDialog({
  isPending,
  onWithdraw,
  onClose,
}: {
  isPending: boolean;
  onWithdraw: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('publishing');
  const reason = useAskedText();
  return (
    <AskDialog
      title={t('withdrawTitle')}
      confirmLabel={t('withdraw')}
      isPending={isPending}
      onConfirm={() => reason.give(onWithdraw)}
      onClose={onClose}
    >
      <TextField label={t('reason')} maxLength={500} {...reason.field} autoFocus />
    </AskDialog>
  );
}
