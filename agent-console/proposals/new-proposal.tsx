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
import { useFileProposal } from './proposals-data.ts';

export function NewProposal({ id }: { id: string }) {
  const { t } = useTranslation('proposals');
  const lang = useLang();
  const [, navigate] = useLocation();
  const lists = useLists().data;
  const file = useFileProposal();
  const [draft, setDraft] = useState({ form: '', title: '', text: '', tickets: '' });
  const change = (part: Partial<typeof draft>): void => setDraft((old) => ({ ...old, ...part }));
  if (!lists) return <Skeleton lines={8} />;
  const forms = lists.reasons.filter(({ list }) => list === 'proposal_form');
  const basis = forms.find(({ code }) => code === draft.form)?.basis;
  const tickets = draft.tickets.split(/[^A-Za-z0-9-]+/).filter(Boolean);
  const ready = fileProposalSchema.safeParse({ ...draft, id, tickets }).data;
  return (
    <Pane
      title={t('new')}
      actions={
        <Row gap={2}>
          <Button onPress={() => navigate('/proposals')}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={!ready}
            isPending={file.isPending}
            onPress={() => ready && file.mutate(ready, { onSuccess: () => navigate(`/proposals/${id}`) })}
          >
            {t('send')}
          </Button>
        </Row>
      }
    >
      <Stack gap={4} className="proposals-page proposals-draft">
        <Select
          label={t('form')}
          options={forms.map(({ code, label }) => ({ id: code, label: label[lang] }))}
          value={draft.form || null}
          onChange={(form) => change({ form: form ?? '' })}
          {...(basis && { description: basis })}
          isRequired
        />
        <TextField
          label={t('name')}
          value={draft.title}
          onChange={(title) => change({ title })}
          maxLength={120}
          isRequired
        />
        <TextArea
          label={t('text')}
          description={t('textNote')}
          rows={10}
          value={draft.text}
          onChange={(text) => change({ text })}
          maxLength={8_000}
          isRequired
        />
        <TextField
          label={t('tickets')}
          description={t('ticketsNote')}
          value={draft.tickets}
          onChange={(given) => change({ tickets: given })}
        />
        <p className="oc-small oc-quiet">{t('filesNote')}</p>
      </Stack>
    </Pane>
  );
}
