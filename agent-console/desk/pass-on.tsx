// Gives a written contact to a colleague, who is asked first, or to another queue, at its old place.
import { UserPlus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Menu, showToast, Tooltip, useLang } from '../../design/index.ts';
import { useActions } from '../actions/registry.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLine } from '../realtime/line.tsx';
import type { InteractionView } from '../../server/routing/contract.ts';
import { useUser } from '../session/session.ts';
import { usePassOnTargets } from './targets.ts';
import { byOwnHand } from './unfinished.ts';

const passOnKey = { shortcut: 'alt+g' };

export function PassOn({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('desk');
  const { id: interactionId, conversationId, queueCode } = interaction;
  const lang = useLang();
  const line = useLine();
  const user = useUser();
  const showFailure = useFailureToast();
  const { colleagues, queues } = usePassOnTargets(true);
  const others = colleagues.filter(({ userId }) => userId !== user.id);
  const pass = (id: string, group: string): void => {
    const to = group === 'colleague' ? { agentId: id } : { queueCode: id };
    if (!line) return;
    byOwnHand(conversationId, () => line.call('interaction:pass_on', { interactionId, to }))
      .then(() => showToast({ tone: 'ok', title: t('passOn.done') }))
      .catch(showFailure);
  };
  const trigger = useRef<HTMLButtonElement>(null);
  useActions([
    {
      id: 'contact.pass_on',
      labelKey: 'desk:passOn.label',
      ...passOnKey,
      permission: 'desk.work',
      run: () => trigger.current?.click(),
    },
  ]);
  const rows = queues.filter(({ code }) => code !== queueCode);
  const noteOf = ({ waiting, isOpen, isStaffed }: (typeof rows)[number]): string => {
    if (!isOpen) return t('passOn.closed');
    return isStaffed ? t('passOn.waiting', { count: waiting }) : t('passOn.nobodyThere');
  };
  const itemOf = (row: (typeof rows)[number]) => ({
    id: row.code,
    label: row.name[lang],
    description: noteOf(row),
    isDisabled: !row.isOpen,
  });
  return (
    <Menu
      label={t('passOn.label')}
      placement="bottom end"
      trigger={
        <Tooltip label={t('passOn.label')} {...passOnKey}>
          <Button ref={trigger} icon={UserPlus} size="small">
            {t('passOn.label')}
          </Button>
        </Tooltip>
      }
      groups={[
        {
          id: 'colleague',
          title: t('passOn.colleague'),
          items: others.map(({ userId, name }) => ({ id: userId, label: name[lang] })),
        },
        {
          id: 'department',
          title: t('passOn.department'),
          items: rows.filter(({ departmentCode }) => departmentCode !== null).map(itemOf),
        },
        {
          id: 'queue',
          title: t('passOn.queue'),
          items: rows.filter(({ departmentCode }) => departmentCode === null).map(itemOf),
        },
      ].filter(({ items }) => items.length > 0)}
      onAction={pass}
    />
  );
}
