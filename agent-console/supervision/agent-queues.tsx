// The queues of one agent, changed from the floor for the shift that runs; the staff list stays as it is.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, IconButton, Skeleton, Stack, Switch, useFormat, useLang } from '../../design/index.ts';
import { type AgentQueues, agentQueuesSchema } from '../../server/routing/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';

export function AgentQueuesButton({ agentId, name }: { agentId: string; name: string }) {
  const { t } = useTranslation('supervision');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton
        size="small"
        icon={ListChecks}
        label={t('agentQueues.label', { name })}
        onPress={() => setOpen(true)}
      />
      {isOpen && (
        <Dialog title={t('agentQueues.label', { name })} isOpen onOpenChange={setOpen}>
          <Queues agentId={agentId} />
        </Dialog>
      )}
    </>
  );
}

function Queues({ agentId }: { agentId: string }) {
  const { t } = useTranslation('supervision');
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const address = `/api/routing/agents/${agentId}/queues`;
  const key = ['routing', 'agent-queues', agentId];
  const query = useQuery({ queryKey: key, queryFn: () => api.get(address, agentQueuesSchema) });
  const set = useMutation({
    mutationFn: ({ code, isIn }: { code: string; isIn: boolean }) =>
      api.put(`${address}/${code}`, { isIn }, agentQueuesSchema),
    onSuccess: (now) => client.setQueryData(key, now),
    onError: showFailure,
  });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={5} />;
  return (
    <Stack gap={4}>
      <p className="oc-quiet">{t('agentQueues.note')}</p>
      <ul className="agent-queues">
        {query.data.items.map((queue) => (
          <Queue
            key={queue.code}
            queue={queue}
            isPending={set.isPending && set.variables.code === queue.code}
            onChange={(isIn) => set.mutate({ code: queue.code, isIn })}
          />
        ))}
      </ul>
    </Stack>
  );
}

function Queue({
  queue: { name, isIn, until, missing },
  isPending,
  onChange,
}: {
  queue: AgentQueues['items'][number];
  isPending: boolean;
  onChange: (isIn: boolean) => void;
}) {
  const { t } = useTranslation('supervision');
  const lang = useLang();
  const format = useFormat();
  const skills = useLists().data?.skills ?? [];
  const lacked = Object.entries(missing).map(([skill, level]) =>
    t('agentQueues.skill', {
      skill: skills.find(({ code }) => code === skill)?.name[lang] ?? skill,
      level,
    }),
  );
  const notes = [
    ...(until === null ? [] : [t('agentQueues.until', { time: format.moment(until) })]),
    ...(lacked.length === 0
      ? []
      : [t('agentQueues.missing', { skills: lacked.join(t('agentQueues.separator')) })]),
  ];
  return (
    <li>
      <Switch isSelected={isIn} isDisabled={isPending} onChange={onChange}>
        {name[lang]}
      </Switch>
      {notes.map((note) => (
        <p key={note} className="oc-micro oc-quiet">
          {note}
        </p>
      ))}
    </li>
  );
}
