// Whether a citizen goes before others, and why: set by whoever learns of it, written down each time.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Select, useLang } from '../../design/index.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLists } from './desk-data.ts';

const none = 'none';

export function Hardship({ citizenId, ground }: { citizenId: string; ground: string | null }) {
  const { t } = useTranslation('desk');
  const lang = useLang();
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const { data: lists } = useLists();
  const change = useMutation({
    mutationFn: (chosen: string | null) =>
      api.put(`/api/desk/citizens/${citizenId}/hardship`, { ground: chosen }, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: ['desk', 'conversation'] }),
    onError: showFailure,
  });
  const grounds = lists?.reasons.filter(({ list }) => list === 'hardship') ?? [];
  return (
    <Select
      label={t('hardship.label')}
      description={t('hardship.note')}
      options={[
        { id: none, label: t('hardship.none') },
        ...grounds.map(({ code, label }) => ({ id: code, label: label[lang] })),
      ]}
      value={ground ?? none}
      isDisabled={change.isPending}
      onChange={(key) => change.mutate(key === none || key === null ? null : String(key))}
    />
  );
}
