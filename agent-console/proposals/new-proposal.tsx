// A proposal as it is written.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Button,
  Pane,
  Row,
  Select,
  Skeleton,
  Stack,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import { fileProposalSchema } from '../../server/tickets/proposals/contract.ts';
import { useLists } from '../desk/desk-data.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useFileProposal } from './proposals-data.ts';

export function NewProposal({ id }: { id: string }) {
  const { t } = useTranslation('proposals');
  const lang = useLang();
  const [, navigate] = useLocation();
  const lists = useLists().data;
  const file = useFileProposal();
  const [draft, setDraft] = useState({ form: '', title: '', text: '', tickets: '' });
  const change = (part: Partial<typeof draft>): void => setDraft((old) => ({ ...old, ...part }));
  const tickets = draft.tickets.split(/[^A-Za-z0-9-]+/).filter(Boolean);
  const { faultAt, check } = useFaults(readWritten(fileProposalSchema, { ...draft, id, tickets }));
  const send = (): void => {
    const ready = check();
    if (ready) file.mutate(ready, { onSuccess: () => navigate(`/proposals/${id}`) });
  };
  if (!lists) return <Skeleton lines={8} />;
  const forms = lists.reasons.filter(({ list }) => list === 'proposal_form');
  const basis = forms.find(({ code }) => code === draft.form)?.basis;
  return (
    <Pane
      title={t('new')}
      actions={
        <Row gap={2}>
          <Button onPress={() => navigate('/proposals')}>{t('cancel')}</Button>
          <Button variant="primary" isPending={file.isPending} onPress={send}>
            {t('send')}
          </Button>
        </Row>
      }
    >
      <Stack gap={4} className="proposals-page proposals-draft">
        <Select
          label={t('form')}
          options={forms.map(({ code, label }) => ({ id: code, label: label[lang] }))}
          error={faultAt('form')}
          value={draft.form || null}
          onChange={(form) => change({ form: form ?? '' })}
          {...(basis && { description: basis })}
          isRequired
        />
        <TextField
          label={t('name')}
          error={faultAt('title')}
          value={draft.title}
          onChange={(title) => change({ title })}
          maxLength={120}
          isRequired
        />
        <TextArea
          label={t('text')}
          description={t('textNote')}
          rows={10}
          error={faultAt('text')}
          value={draft.text}
          onChange={(text) => change({ text })}
          maxLength={8_000}
          isRequired
        />
        <TextField
          label={t('tickets')}
          description={t('ticketsNote')}
          error={faultAt('tickets')}
          value={draft.tickets}
          onChange={(given) => change({ tickets: given })}
        />
        <p className="oc-small oc-quiet">{t('filesNote')}</p>
      </Stack>
    </Pane>
  );
}
