// What looks like getting around a clock: counts by department and kind, and the tickets behind each.
import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Badge,
  Button,
  EmptyState,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import {
  type TamperingKind,
  tamperingKindSchema,
  tamperingSchema,
} from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { commandLabels } from '../tickets/labels.ts';

const spans = ['7', '30', '90', '366'] as const;
const pageSize = 100;

export function Tampering() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const [days, setDays] = useState<string>('30');
  const [chosen, setChosen] = useState<{ kind: TamperingKind; departmentCode: string | null } | null>(null);
  const lists = useLists().data;
  const query = useQuery({
    queryKey: ['tickets', 'tampering', days, chosen],
    queryFn: () =>
      api.get('/api/oversight/tampering', tamperingSchema, {
        query: {
          days,
          limit: pageSize,
          ...(chosen && { kind: chosen.kind }),
          ...(chosen?.departmentCode && { departmentCode: chosen.departmentCode }),
        },
      }),
    placeholderData: (before) => before,
  });
  const nameOf = (code: string | null): string =>
    code === null ? t('due.desk') : (lists?.departments.find((row) => row.code === code)?.name[lang] ?? code);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const { counts, items } = query.data;
  const departments = [...new Set(counts.map(({ departmentCode }) => departmentCode))].map((code) => ({
    code,
    of: (kind: TamperingKind) =>
      counts.find((count) => count.departmentCode === code && count.kind === kind)?.cases ?? 0,
  }));
  const wordOf = (command: string | null): string => {
    const known = commandLabels.safeParse(command);
    return known.success ? t(`tickets:command.${known.data}`) : '';
  };
  return (
    <Stack gap={4} className="oversight-body">
      <Row wraps gap={3} align="end">
        <Select
          label={t('tampering.span')}
          options={spans.map((each) => ({ id: each, label: t('tampering.days', { count: Number(each) }) }))}
          value={days}
          onChange={(id) => setDays(id ?? '30')}
        />
        {chosen && <Button onPress={() => setChosen(null)}>{t('tampering.showAll')}</Button>}
      </Row>
      <Table
        label={t('tampering.counts')}
        rows={departments}
        rowKey={({ code }) => code ?? '-'}
        empty={
          <EmptyState icon={ShieldCheck} title={t('tampering.none')} description={t('tampering.noneNote')} />
        }
        columns={[
          {
            id: 'department',
            title: t('due.department'),
            isRowHeader: true,
            render: ({ code }) => nameOf(code),
          },
          ...tamperingKindSchema.options.map((kind) => ({
            id: kind,
            title: t(`tampering.kind.${kind}`),
            width: '10rem',
            render: ({ code, of }: (typeof departments)[number]) =>
              of(kind) === 0 ? (
                '0'
              ) : (
                <Button
                  size="small"
                  aria-label={`${nameOf(code)} · ${t(`tampering.kind.${kind}`)}: ${of(kind)}`}
                  onPress={() => setChosen({ kind, departmentCode: code })}
                >
                  {String(of(kind))}
                </Button>
              ),
          })),
        ]}
      />
      {items.length > 0 && (
        <section>
          <h2 className="ticket-heading">{t('tampering.behind')}</h2>
          <ul className="oversight-lines">
            {items.map((item) => (
              <li key={`${item.ticketId} ${item.at} ${item.kind}`}>
                <Row wraps gap={2}>
                  <Badge tone="warn">
                    {[t(`tampering.kind.${item.kind}`), wordOf(item.detail)].filter(Boolean).join(' · ')}
                  </Badge>
                  <Link href={`/tickets/${item.ticketId}`}>{item.title}</Link>
                  <span className="oc-micro oc-quiet">
                    {item.number} · {nameOf(item.departmentCode)} · {format.moment(item.at)}
                  </span>
                </Row>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="oc-small oc-quiet">{t('tampering.means')}</p>
    </Stack>
  );
}
