// A supervisor's hand on one contact.
import { Hand } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button, Menu, type MenuGroup, showToast, useLang } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import type { InteractionView, Steer } from '../../server/routing/contract.ts';
import { usePassOnTargets } from '../desk/targets.ts';
import { useUser } from '../session/session.ts';
import { useSteer } from './contacts-data.ts';

/** Classes that a supervisor chooses from; 9 is danger to life. */
const classes = ['0', '3', '6', '9'] as const;

export function SteerMenu({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('contacts');
  const lang = useLang();
  const { id: userId, roles } = useUser();
  const isAllowed = may(roles, 'routing.steer');
  const { colleagues, queues } = usePassOnTargets(isAllowed);
  const steer = useSteer();
  const [, navigate] = useLocation();
  const { id: interactionId, channel, state, priority, queueCode, agentId } = interaction;
  // A call on the line is moved by whoever is on it: join it from the board.
  const isOnLine = channel === 'voice' && state === 'active';
  const groups: MenuGroup[] = [
    ...(isOnLine || agentId === userId
      ? []
      : [{ id: 'take', items: [{ id: 'take', label: t('steer.take') }] }]),
    ...(state === 'waiting' || state === 'offered'
      ? [
          {
            id: 'prioritise',
            title: t('steer.priority'),
            selected: String(priority),
            items: classes.map((value) => ({ id: value, label: t(`class.${value}`) })),
          },
        ]
      : []),
    ...(isOnLine
      ? []
      : [
          {
            id: 'push',
            title: t('steer.push'),
            items: colleagues
              .filter((one) => one.userId !== agentId)
              .map((one) => ({ id: one.userId, label: one.name[lang] })),
          },
          {
            id: 'move',
            title: t('steer.move'),
            items: queues
              .filter(({ code }) => code !== queueCode)
              .map(({ code, name, waiting, isOpen }) => ({
                id: code,
                label: name[lang],
                description: isOpen ? t('waitingCount', { count: waiting }) : t('closed'),
                isDisabled: !isOpen,
              })),
          },
        ]),
  ].filter(({ items }) => items.length > 0);
  const deedOf = (choice: string, group: string): Steer => {
    if (group === 'prioritise') return { do: 'prioritise', priority: Number(choice) };
    if (group === 'push') return { do: 'push', agentId: choice };
    if (group === 'move') return { do: 'move', queueCode: choice };
    return { do: 'take' };
  };
  if (!isAllowed) return null;
  return (
    <Menu
      label={t('steer.title')}
      placement="bottom end"
      trigger={
        <Button icon={Hand} size="small" isDisabled={groups.length === 0} isPending={steer.isPending}>
          {t('steer.title')}
        </Button>
      }
      groups={groups}
      onAction={(choice, group) =>
        steer.mutate(
          { interactionId, deed: deedOf(choice, group) },
          {
            onSuccess: ({ conversationId }) => {
              showToast({ tone: 'ok', title: t('steer.done') });
              // What one has taken over is served at the desk: a call rings there.
              if (group === 'take') navigate(`/desk/${conversationId}`);
            },
          },
        )
      }
    />
  );
}
