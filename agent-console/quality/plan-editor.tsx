// One plan as it is written.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Button,
  byName,
  Checkbox,
  CheckboxGroup,
  Pane,
  Row,
  Select,
  Skeleton,
  Stack,
  Switch,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { channelSchema } from '../../server/platform/contract.ts';
import { type FormView, type PlanView, savePlanSchema } from '../../server/quality/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { beside, type Line, linesTyped, Overtaken, useGoingOn } from '../forms/overtaken.tsx';
import { useForms, usePlans, useSavePlan } from './quality-data.ts';

type Plans = NonNullable<ReturnType<typeof usePlans>['data']>;
const usual = { perAgent: 5, share: 2, holdS: 120 };

function draftOf(before: PlanView | undefined, plans: Plans, forms: readonly FormView[]) {
  return {
    name: before?.name ?? '',
    formCode: before?.formCode ?? forms.find(({ isActive }) => isActive)?.code ?? '',
    isActive: before?.isActive ?? true,
    channels: before?.channels ?? [],
    queueCodes: before?.queueCodes ?? [],
    agentIds: before?.agentIds ?? [],
    perAgent: String(before?.perAgent ?? usual.perAgent),
    share: String(before?.share ?? usual.share),
    takesLow: before?.takesLow ?? true,
    takesDanger: before?.takesDanger ?? true,
    takesPassed: before?.takesPassed ?? false,
    holdS: before ? String(before.holdS ?? '') : String(usual.holdS),
    reviewerIds: before?.reviewerIds ?? plans.reviewers.map(({ id }) => id),
  };
}

function Editor({ id, plans, forms }: { id: string; plans: Plans; forms: readonly FormView[] }) {
  const { t } = useTranslation(['quality', 'design']);
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const queues = useLists().data?.queues ?? [];
  const queueOptions = queues.map(({ code, name }) => ({ id: code, label: name[lang] }));
  const before = plans.items.find((plan) => plan.id === id);
  const save = useSavePlan(id);
  const [draft, setDraft] = useState(() => draftOf(before, plans, forms));
  const leave = (): void => navigate('/quality/plans');
  const going = useGoingOn(before, before, {
    attempts: [save],
    take: (theirs) => setDraft(draftOf(theirs, plans, forms)),
    onClose: leave,
  });
  const change = (part: Partial<typeof draft>): void => setDraft((old) => ({ ...old, ...part }));
  const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));
  const { faultAt, check } = useFaults(
    readWritten(savePlanSchema, {
      ...draft,
      version: going.seen?.version ?? 0,
      perAgent: number(draft.perAgent),
      share: number(draft.share),
      holdS: draft.holdS.trim() === '' ? null : number(draft.holdS),
      channels: draft.channels,
    }),
  );
  const keep = (): void => {
    const ready = check();
    if (ready) save.mutate(ready, { onSuccess: leave });
  };
  const nameOf = ({ definition }: FormView): string =>
    lang === 'en' ? definition.nameEn : definition.nameZh;
  const linesOf = (said: typeof draft): Line[] => {
    const chosen = (
      id: 'queueCodes' | 'agentIds' | 'reviewerIds',
      term: string,
      list: readonly { id: string; label: string }[],
    ): Line => ({
      id,
      term,
      value: list
        .filter((one) => said[id].includes(one.id))
        .map(({ label }) => label)
        .join(' · '),
    });
    const form = forms.find(({ code }) => code === said.formCode);
    return [
      { id: 'active', term: t('plan.active'), value: said.isActive },
      { id: 'form', term: t('column.form'), value: form ? nameOf(form) : '' },
      ...linesTyped(said, [
        ['name', t('plan.name')],
        ['perAgent', t('plan.perAgent')],
        ['share', t('plan.share')],
        ['holdS', t('plan.holdS')],
      ]),
      { id: 'takesLow', term: t('plan.takesLow'), value: said.takesLow },
      { id: 'takesDanger', term: t('plan.takesDanger'), value: said.takesDanger },
      { id: 'takesPassed', term: t('plan.takesPassed'), value: said.takesPassed },
      {
        id: 'channels',
        term: t('plan.channels'),
        value: said.channels.map((one) => t(`design:channel.${one}`)).join(' · '),
      },
      chosen('queueCodes', t('by.queue'), queueOptions),
      chosen('agentIds', t('by.agent'), people(plans.agents)),
      chosen('reviewerIds', t('reviewers'), people(plans.reviewers)),
    ];
  };
  const people = (list: Plans['agents']) =>
    list.toSorted(byName(lang)).map((one) => ({ id: one.id, label: one.name[lang] }));
  return (
    <Pane
      title={before?.name ?? t('newPlan')}
      actions={
        <Row gap={2}>
          <Button onPress={leave}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={keep}
          >
            {t('save')}
          </Button>
        </Row>
      }
    >
      <Stack gap={4} className="quality-page quality-editor">
        <Overtaken
          {...going}
          standing={before ? beside(linesOf(draftOf(before, plans, forms)), linesOf(draft)) : null}
        />
        <Switch isSelected={draft.isActive} onChange={(isActive) => change({ isActive })}>
          {t('plan.active')}
        </Switch>
        <TextField
          label={t('plan.name')}
          error={faultAt('name')}
          value={draft.name}
          onChange={(name) => change({ name })}
          isRequired
        />
        <Select
          label={t('column.form')}
          options={forms
            .filter(({ isActive }) => isActive)
            .map((form) => ({ id: form.code, label: nameOf(form) }))}
          error={faultAt('formCode')}
          value={draft.formCode || null}
          onChange={(formCode) => formCode && change({ formCode })}
        />
        <h2 className="oc-title">{t('plan.chance')}</h2>
        <p className="oc-small oc-quiet quality-explained">{t('plan.chanceNote')}</p>
        <Row gap={3} wraps>
          <TextField
            label={t('plan.perAgent')}
            inputMode="numeric"
            error={faultAt('perAgent')}
            value={draft.perAgent}
            onChange={(perAgent) => change({ perAgent })}
          />
          <TextField
            label={t('plan.share')}
            inputMode="decimal"
            error={faultAt('share')}
            value={draft.share}
            onChange={(share) => change({ share })}
          />
        </Row>
        <h2 className="oc-title">{t('plan.always')}</h2>
        <Checkbox isSelected={draft.takesLow} onChange={(takesLow) => change({ takesLow })}>
          {t('plan.takesLow')}
        </Checkbox>
        <Checkbox isSelected={draft.takesDanger} onChange={(takesDanger) => change({ takesDanger })}>
          {t('plan.takesDanger')}
        </Checkbox>
        <Checkbox isSelected={draft.takesPassed} onChange={(takesPassed) => change({ takesPassed })}>
          {t('plan.takesPassed')}
        </Checkbox>
        <TextField
          label={t('plan.holdS')}
          description={t('plan.holdNote')}
          inputMode="numeric"
          error={faultAt('holdS')}
          value={draft.holdS}
          onChange={(holdS) => change({ holdS })}
        />
        <h2 className="oc-title">{t('plan.of')}</h2>
        <CheckboxGroup
          label={t('plan.channels')}
          description={t('plan.all')}
          orientation="horizontal"
          options={channelSchema.options.map((one) => ({ id: one, label: t(`design:channel.${one}`) }))}
          value={draft.channels}
          onChange={(chosen) => change({ channels: chosen.map((one) => channelSchema.parse(one)) })}
        />
        <CheckboxGroup
          label={t('by.queue')}
          description={t('plan.all')}
          orientation="horizontal"
          options={queueOptions}
          value={draft.queueCodes}
          onChange={(queueCodes) => change({ queueCodes })}
        />
        <CheckboxGroup
          label={t('by.agent')}
          description={t('plan.all')}
          orientation="horizontal"
          options={people(plans.agents)}
          value={draft.agentIds}
          onChange={(agentIds) => change({ agentIds })}
        />
        <CheckboxGroup
          label={t('reviewers')}
          description={t('plan.reviewersNote')}
          orientation="horizontal"
          options={people(plans.reviewers)}
          error={faultAt('reviewerIds')}
          value={draft.reviewerIds}
          onChange={(reviewerIds) => change({ reviewerIds })}
        />
        {before && before.draws.length > 0 && (
          <Stack gap={2} as="section">
            <h2 className="oc-title">{t('plan.draws')}</h2>
            <p className="oc-small oc-quiet quality-explained">{t('plan.seed', { seed: before.seed })}</p>
            <Table
              label={t('plan.draws')}
              rows={before.draws}
              rowKey={({ period }) => period}
              columns={[
                { id: 'period', title: t('plan.period'), isRowHeader: true, render: ({ period }) => period },
                {
                  id: 'contacts',
                  title: t('contacts'),
                  align: 'end',
                  render: (row) => format.number(row.contacts),
                },
                {
                  id: 'drawn',
                  title: t('plan.drawnCount'),
                  align: 'end',
                  render: (row) => format.number(row.drawn),
                },
                { id: 'at', title: t('plan.at'), render: ({ drawnAt }) => format.moment(drawnAt) },
              ]}
            />
          </Stack>
        )}
      </Stack>
    </Pane>
  );
}

export function PlanPage({ id }: { id: string }) {
  const plans = usePlans();
  const forms = useForms();
  const error = plans.error ?? forms.error;
  if (error && !(plans.data && forms.data))
    return <FailureState error={error} onRetry={() => void plans.refetch()} />;
  if (!plans.data || !forms.data) return <Skeleton lines={10} />;
  return <Editor id={id} plans={plans.data} forms={forms.data.items} />;
}
