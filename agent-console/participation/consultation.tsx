// One consultation for those who run it: what can be done now, its figures, the statements that wait to be read.
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { z } from 'zod';
import {
  AlertDialog,
  AskDialog,
  Badge,
  Button,
  EmptyState,
  Pane,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  TextArea,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import {
  type ConsultationView,
  type Statement,
  statementStateSchema,
} from '../../server/participation/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { FileMenu } from '../exchange/file-menu.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { DraftEditor } from './draft-editor.tsx';
import { useCommand, useConsultation, useJudge, useStatements } from './participation-data.ts';
import { phaseTones } from './phase.ts';

const result = z.string().trim().min(2);
const resultsSchema = z.object({ resultZh: result, resultEn: result });

function Publish({ view, onClose }: { view: ConsultationView; onClose: () => void }) {
  const { t } = useTranslation('participating');
  const showFailure = useFailureToast();
  const command = useCommand(view.id);
  const { draft, change, faultAt, check } = useCheckedDraft(
    () => ({ resultZh: '', resultEn: '' }),
    (written) => readWritten(resultsSchema, written),
  );
  return (
    <AskDialog
      title={t('publishTitle')}
      confirmLabel={t('publish')}
      isPending={command.isPending}
      onConfirm={() => {
        const results = check();
        if (!results) return;
        command.mutate(
          { command: 'publish', version: view.version, ...results },
          { onSuccess: onClose, onError: showFailure },
        );
      }}
      onClose={onClose}
    >
      <Stack gap={3}>
        <TextArea
          label={t('resultZh')}
          rows={4}
          autoFocus
          value={draft.resultZh}
          onChange={(resultZh) => change({ resultZh })}
          error={faultAt('resultZh')}
        />
        <TextArea
          label={t('resultEn')}
          rows={4}
          value={draft.resultEn}
          onChange={(resultEn) => change({ resultEn })}
          error={faultAt('resultEn')}
        />
      </Stack>
    </AskDialog>
  );
}

function Commands({ view, onEdit }: { view: ConsultationView; onEdit: () => void }) {
  const { t } = useTranslation('participating');
  const showFailure = useFailureToast();
  const command = useCommand(view.id);
  const [asked, setAsked] = useState<'open' | 'close' | 'publish' | null>(null);
  const { phase } = view;
  return (
    <Row gap={2} wraps>
      {phase === 'draft' && <Button onPress={onEdit}>{t('edit')}</Button>}
      {phase === 'draft' && (
        <Button variant="primary" onPress={() => setAsked('open')}>
          {t('open')}
        </Button>
      )}
      {(phase === 'open' || phase === 'announced') && (
        <Button onPress={() => setAsked('close')}>{t('close')}</Button>
      )}
      {phase === 'closed' && (
        <Button variant="primary" onPress={() => setAsked('publish')}>
          {t('publish')}
        </Button>
      )}
      {asked === 'publish' && <Publish view={view} onClose={() => setAsked(null)} />}
      {(asked === 'open' || asked === 'close') && (
        <AlertDialog
          title={t(`${asked}Title`)}
          isOpen
          onOpenChange={() => setAsked(null)}
          confirmLabel={t(asked)}
          isPending={command.isPending}
          onConfirm={() =>
            command.mutate(
              { command: asked, version: view.version },
              { onSuccess: () => setAsked(null), onError: showFailure },
            )
          }
        >
          {t(`${asked}Note`)}
        </AlertDialog>
      )}
    </Row>
  );
}

function Figures({ view }: { view: ConsultationView }) {
  const { t } = useTranslation('participating');
  const lang = useLang();
  const format = useFormat();
  const nameOf = (named: { nameZh: string; nameEn: string }) => (lang === 'en' ? named.nameEn : named.nameZh);
  return (
    <section>
      <h2 className="oc-title">{t('figures')}</h2>
      {view.questions.map((question) => {
        const tally = view.tallies.find(({ questionId }) => questionId === question.id);
        if (!tally) return null;
        return (
          <table key={question.id} className="participation-figures">
            <caption>
              {nameOf(question)} <span className="oc-quiet">{t('answered', { count: tally.answered })}</span>
              {tally.mean !== null && <Badge>{t('mean', { value: format.number(tally.mean) })}</Badge>}
            </caption>
            <tbody>
              {tally.counts.map(({ id, count }) => {
                const option = question.options.find((one) => one.id === id);
                const share = tally.answered === 0 ? 0 : count / tally.answered;
                return (
                  <tr key={id}>
                    <th scope="row">{option ? nameOf(option) : id}</th>
                    <td>
                      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
                        <rect width={100 * share} height="10" />
                      </svg>
                    </td>
                    <td>
                      {format.number(count)} · {format.percent(share)}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        );
      })}
    </section>
  );
}

function Ratings({ ratings }: { ratings: ConsultationView['ratings'] }) {
  const { t } = useTranslation('participating');
  const lang = useLang();
  const format = useFormat();
  const mark = (mean: number | null): string => (mean === null ? '—' : format.number(mean));
  const points = ratings[0]?.points ?? [];
  return (
    <section>
      <h2 className="oc-title">{t('byDepartment')}</h2>
      <Table
        label={t('byDepartment')}
        rows={ratings}
        rowKey={({ code }) => code}
        columns={[
          { id: 'name', title: t('department'), isRowHeader: true, render: ({ name }) => name[lang] },
          { id: 'mean', title: t('average'), render: ({ mean }) => mark(mean) },
          ...points.map(({ name }, at) => ({
            id: `point-${at}`,
            title: name[lang],
            render: (row: ConsultationView['ratings'][number]) => mark(row.points[at]?.mean ?? null),
          })),
          { id: 'ratings', title: t('ratings'), render: (row) => format.number(row.ratings) },
        ]}
      />
    </section>
  );
}

function Hide({ id, statement, onClose }: { id: string; statement: Statement; onClose: () => void }) {
  const { t } = useTranslation('participating');
  const showFailure = useFailureToast();
  const judge = useJudge(id);
  const reason = useAskedText(z.string().trim().min(1));
  return (
    <AskDialog
      title={t('hideTitle')}
      confirmLabel={t('hide')}
      isPending={judge.isPending}
      onConfirm={() =>
        reason.give((said) =>
          judge.mutate(
            { statementId: statement.id, state: 'hidden', reason: said },
            { onSuccess: onClose, onError: showFailure },
          ),
        )
      }
      onClose={onClose}
    >
      <TextField label={t('reason')} maxLength={200} {...reason.field} autoFocus />
    </AskDialog>
  );
}

function Statements({ id }: { id: string }) {
  const { t } = useTranslation('participating');
  const format = useFormat();
  const showFailure = useFailureToast();
  const [state, setState] = useState<Statement['state']>('waiting');
  const [hidden, setHidden] = useState<Statement | null>(null);
  const statements = useStatements(id, state);
  const judge = useJudge(id);
  return (
    <section>
      <Row gap={3} justify="between" wraps>
        <h2 className="oc-title">{t('statements')}</h2>
        <Select
          label={t('phase')}
          options={statementStateSchema.options.map((one) => ({
            id: one,
            label: t(`statementStates.${one}`),
          }))}
          value={state}
          onChange={(one) => setState(statementStateSchema.parse(one))}
        />
      </Row>
      {statements.data?.items.length === 0 && <EmptyState title={t('noStatements')} />}
      <ul className="participation-statements">
        {statements.data?.items.map((statement) => (
          <li key={statement.id}>
            <p>{statement.text}</p>
            <Row gap={2} wraps>
              <span className="oc-small oc-quiet">
                {format.moment(statement.at)}
                {statement.reason && ` · ${statement.reason}`}
              </span>
              {state !== 'shown' && (
                <Button
                  size="small"
                  variant="primary"
                  onPress={() =>
                    judge.mutate(
                      { statementId: statement.id, state: 'shown', reason: '' },
                      { onError: showFailure },
                    )
                  }
                >
                  {t('show')}
                </Button>
              )}
              {state !== 'hidden' && (
                <Button size="small" onPress={() => setHidden(statement)}>
                  {t('hide')}
                </Button>
              )}
            </Row>
          </li>
        ))}
      </ul>
      {hidden && <Hide id={id} statement={hidden} onClose={() => setHidden(null)} />}
    </section>
  );
}

export function Consultation({ id }: { id: string }) {
  const { t } = useTranslation('participating');
  const lang = useLang();
  const format = useFormat();
  const [isEdited, setEdited] = useState(false);
  const query = useConsultation(id);
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  const view = query.data;
  if (isEdited && view.phase === 'draft')
    return <DraftEditor id={id} before={view} onDone={() => setEdited(false)} />;
  return (
    <Pane title={view.title[lang]} actions={<Commands view={view} onEdit={() => setEdited(true)} />}>
      <Stack gap={4} className="participation-page">
        <Row gap={3} wraps>
          <Link href="/participation" className="participation-back">
            <ArrowLeft aria-hidden />
            {t('title')}
          </Link>
          <Badge tone={phaseTones[view.phase]}>{t(`phases.${view.phase}`)}</Badge>
          <span className="oc-small oc-quiet">
            {t(`kinds.${view.kind}`)} · {view.department[lang]} · {format.moment(view.opensAt)} –{' '}
            {format.moment(view.closesAt)} · {t('answered', { count: view.answers })}
          </span>
          <FileMenu
            id="answers"
            name={view.title[lang]}
            size="small"
            formats={['csv', 'xlsx']}
            addressOf={(ending) => `/api/consultations/${id}/export.${ending}`}
          />
        </Row>
        <p className="participation-text">{view.text[lang]}</p>
        {view.result && <p className="participation-text">{view.result.text[lang]}</p>}
        {view.phase !== 'draft' && <Statements id={id} />}
        {view.kind === 'rating' ? <Ratings ratings={view.ratings} /> : <Figures view={view} />}
      </Stack>
    </Pane>
  );
}
