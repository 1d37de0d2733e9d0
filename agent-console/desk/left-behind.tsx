// What an agent had in hand when the line broke, and has no more when it is back: others have taken it meanwhile.
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../design/index.ts';
import type { Desk } from '../../server/desk/contract.ts';
import { isDown, useConnection } from '../realtime/connection.ts';

const inHandOf = (desk: Desk): string[] =>
  desk.inbox.flatMap(({ interaction }) => (interaction.state === 'active' ? [interaction.id] : []));

/** How many went, until the agent is available again. @param updatedAt when the desk was last read */
export function LeftBehind({ desk, updatedAt }: { desk: Desk; updatedAt: number }) {
  const { t } = useTranslation('desk');
  const connection = useConnection();
  const [count, setCount] = useState(0);
  const broken = useRef<{ had: readonly string[]; backAt: number | null } | null>(null);
  const follow = useEffectEvent((isUp: boolean): void => {
    if (!isUp) broken.current = { had: broken.current?.had ?? inHandOf(desk), backAt: null };
    else if (broken.current) broken.current.backAt = Date.now();
  });
  useEffect(() => {
    if (connection === 'online') follow(true);
    else if (isDown(connection)) follow(false);
  }, [connection]);
  const compare = useEffectEvent((readAt: number): void => {
    const cut = broken.current;
    if (cut === null || cut.backAt === null || readAt < cut.backAt) return;
    broken.current = null;
    const has = new Set(desk.inbox.map(({ interaction }) => interaction.id));
    setCount(cut.had.filter((id) => !has.has(id)).length);
  });
  useEffect(() => compare(updatedAt), [updatedAt]);
  const isAvailable = desk.presence.state === 'available';
  useEffect(() => {
    if (isAvailable) setCount(0);
  }, [isAvailable]);
  if (count === 0) return null;
  return (
    <Notice tone="warn" isLive>
      {t('presence.leftBehind', { count })}
    </Notice>
  );
}
