// A contact is chosen to be judged, by hand: whose, of which day, by which form.
import { MessageSquareX, UserSearch } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Badge,
  Button,
  byName,
  ChannelMark,
  EmptyState,
  Pane,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useUser } from '../session/session.ts';
import { useChoose, useFinished, useForms, usePlans } from './quality-data.ts';

function Contacts({ agent, day, formCode }: { agent: string | null; day: string; formCode: string }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const queues = useLists().data?.queues ?? [];
  const found = useFinished(agent, day);
  const choose = useChoose();
  if (agent === null || day === '')
    return <EmptyState icon={UserSearch} title={t('choose.whose')} description={t('choose.note')} />;
  if (found.error) return <FailureState error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={6} />;
  const { items } = found.data;
  if (items.length === 0) return <EmptyState icon={MessageSquareX} title={t('choose.none')} />;
  return (
    <Stack gap={2}>
      <p className="oc-small oc-quiet">{t('choose.note')}</p>
      <Table
        label={t('choose.title')}
        rows={items}
        rowKey={({ interactionId }) => interactionId}
        onOpen={(interactionId) =>
          !choose.isPending &&
          choose.mutate(
            { interactionId, formCode },
            { onSuccess: ({ id }) => navigate(`/quality/review/${id}`) },
          )
        }
        columns={[
          {
            id: 'contact',
            title: t('column.contact'),
            isRowHeader: true,
            width: '11rem',
            render: ({ channel, at }) => (
              <Row gap={2}>
                <ChannelMark channel={channel} />
                <span>{format.moment(at)}</span>
              </Row>
            ),
          },
          {
            id: 'queue',
            title: t('choose.queue'),
            render: ({ queueCode }) => queues.find(({ code }) => code === queueCode)?.name[lang] ?? queueCode,
          },
          {
            id: 'marks',
            title: t('choose.marks'),
            render: ({ isPassedOn, reviews }) => (
              <Row gap={1}>
                {isPassedOn && <Badge>{t('reason.passed_on')}</Badge>}
                {reviews > 0 && <Badge tone="accent">{t('choose.before', { count: reviews })}</Badge>}
              </Row>
            ),
          },
        ]}
      />
    </Stack>
  );
}

export function ChooseContact() {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const [, navigate] = useLocation();
  const { id: own } = useUser();
  const plans = usePlans();
  const forms = (useForms().data?.items ?? []).filter(({ isActive }) => isActive);
  const [agent, setAgent] = useState<string | null>(null);
  const [day, setDay] = useState(() => cityDay(new Date()));
  const [chosen, setChosen] = useState<string | null>(null);
  if (plans.error && !plans.data)
    return <FailureState error={plans.error} onRetry={() => void plans.refetch()} />;
  const formCode = chosen ?? forms[0]?.code;
  if (!plans.data || formCode === undefined) return <Skeleton lines={6} />;
  // Nobody judges their own work.
  const agents = plans.data.agents.filter(({ id }) => id !== own).toSorted(byName(lang));
  return (
    <Pane
      title={t('choose.title')}
      actions={<Button onPress={() => navigate('/quality/todo')}>{t('cancel')}</Button>}
    >
      <Stack gap={4} className="quality-page">
        <Row gap={3} wraps align="end">
          <Select
            label={t('column.agent')}
            options={agents.map(({ id, name }) => ({ id, label: name[lang] }))}
            value={agent}
            onChange={setAgent}
          />
          <TextField label={t('choose.day')} type="date" value={day} onChange={setDay} />
          <Select
            label={t('column.form')}
            options={forms.map(({ code, definition }) => ({
              id: code,
              label: lang === 'en' ? definition.nameEn : definition.nameZh,
            }))}
            value={formCode}
            onChange={setChosen}
          />
        </Row>
        <Contacts agent={agent} day={day} formCode={formCode} />
      </Stack>
    </Pane>
  );
}
