// One proposal: where it stands, what was answered, what the body thinks of it.
import '../tickets/tickets.css';
import { ArrowLeft, Paperclip } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Badge,
  Button,
  Countdown,
  Facts,
  Pane,
  RadioGroup,
  Row,
  Skeleton,
  Stack,
  Switch,
  TextArea,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import {
  type ProposalView,
  proposalGradeSchema,
  rateProposalSchema,
} from '../../server/tickets/proposals/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { Files } from '../tickets/files.tsx';
import { Handlers } from '../tickets/handlers.tsx';
import { History } from '../tickets/history.tsx';
import { Relatives } from '../tickets/relatives.tsx';
import { useAttach, useProposal, useRate, useShare } from './proposals-data.ts';

const final: readonly string[] = ['closed', 'declined', 'referred', 'merged'];

function Grade({ view }: { view: ProposalView }) {
  const { t } = useTranslation('proposals');
  const rate = useRate(view.ticket.id);
  const [grade, setGrade] = useState<string | null>(null);
  const [comment, setComment] = useState('');
  const [commandId] = useState(() => crypto.randomUUID());
  const { faultAt, check } = useFaults(
    readWritten(rateProposalSchema, { commandId, version: view.ticket.version, grade, comment }),
  );
  const send = (): void => {
    const ready = check();
    if (ready) rate.mutate(ready);
  };
  return (
    <Stack gap={3} as="section" className="proposals-box">
      <RadioGroup
        label={t('gradeAsk')}
        description={t('gradeNote')}
        options={proposalGradeSchema.options.map((id) => ({ id, label: t(`grades.${id}`) }))}
        value={grade}
        onChange={setGrade}
        error={faultAt('grade')}
      />
      <TextArea
        label={t('comment')}
        value={comment}
        onChange={setComment}
        maxLength={1_000}
        isRequired={grade === 'dissatisfied'}
        error={faultAt('comment')}
      />
      <Row>
        <Button variant="primary" isPending={rate.isPending} onPress={send}>
          {t('gradeSend')}
        </Button>
      </Row>
    </Stack>
  );
}

function Sharing({ view }: { view: ProposalView }) {
  const { t } = useTranslation('proposals');
  const share = useShare(view.ticket.id);
  return (
    <Stack gap={1}>
      <Switch isSelected={view.isShared} isDisabled={share.isPending} onChange={(is) => share.mutate(is)}>
        {t('share')}
      </Switch>
      <p className="oc-small oc-quiet">{t('shareNote')}</p>
    </Stack>
  );
}

function Attach({ id }: { id: string }) {
  const { t } = useTranslation('proposals');
  const attach = useAttach(id);
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <Row>
      <Button
        size="small"
        icon={Paperclip}
        isPending={attach.isPending}
        onPress={() => chooser.current?.click()}
      >
        {t('attach')}
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={t('attach')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) attach.mutate(file);
          event.target.value = '';
        }}
      />
    </Row>
  );
}

function Content({ view, lists }: { view: ProposalView; lists: Lists }) {
  const { t } = useTranslation(['proposals', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const { ticket, form, filedBy, filedAt, grade, awaitsGrade } = view;
  const resolve = ticket.clocks.findLast(({ clock, state }) => clock === 'resolve' && state !== 'cancelled');
  const lead = lists.departments.find(({ code }) => code === ticket.leadDepartmentCode);
  const label = lists.reasons.find(({ list, code }) => list === 'proposal_form' && code === form)?.label;
  const isOpen = !final.includes(ticket.state);
  return (
    <Stack gap={4} className="proposals-page proposals-draft">
      <Row gap={2} wraps>
        <Badge tone="accent">{t(`tickets:state.${ticket.state}`)}</Badge>
        {label && <Badge>{label[lang]}</Badge>}
        <span className="oc-quiet">{ticket.number}</span>
        {grade && <Badge tone={grade === 'dissatisfied' ? 'danger' : 'ok'}>{t(`grades.${grade}`)}</Badge>}
      </Row>
      <Facts
        items={[
          {
            id: 'filed',
            term: t('filedBy'),
            value: [filedBy?.[lang], format.moment(filedAt)].filter(Boolean).join(' · '),
          },
          { id: 'lead', term: t('lead'), value: lead?.name[lang] ?? t('noLead') },
          ...(resolve ? [{ id: 'due', term: t('due'), value: <Countdown clock={resolve} /> }] : []),
        ]}
      />
      <p className="proposals-text">{ticket.text}</p>
      {ticket.publicReply && (
        <Stack gap={1} as="section" className="proposals-box">
          <h3 className="oc-strong">{t('reply')}</h3>
          <p className="proposals-text">{ticket.publicReply}</p>
        </Stack>
      )}
      {awaitsGrade && <Grade view={view} />}
      <Sharing view={view} />
      <Handlers ticket={ticket} lists={lists} />
      <Relatives ticket={ticket} />
      <Files ticket={ticket} />
      {isOpen && <Attach id={ticket.id} />}
      <History ticket={ticket} lists={lists} />
    </Stack>
  );
}

export function Proposal({ id }: { id: string }) {
  const { t } = useTranslation('proposals');
  const view = useProposal(id);
  const lists = useLists();
  if (view.error && !view.data)
    return <FailureState error={view.error} onRetry={() => void view.refetch()} />;
  if (!view.data || !lists.data) return <Skeleton lines={10} />;
  return (
    <Pane
      title={view.data.ticket.title}
      actions={
        <Link href="/proposals" className="oc-button" data-variant="quiet" data-size="small">
          <ArrowLeft aria-hidden />
          {t('back')}
        </Link>
      }
    >
      <Content view={view.data} lists={lists.data} />
    </Pane>
  );
}
