// The sampling of follow-ups: which citizens are asked how they were served, how, and how often. Tried from the top.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, MessageCircleHeart, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  Badge,
  Button,
  Dialog,
  IconButton,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  TextField,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { ticketKindSchema, urgencySchema } from '../../server/tickets/contract.ts';
import {
  type FollowUpRule,
  followUpRuleSchema,
  followUpRulesViewSchema,
} from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { useUser } from '../session/session.ts';

const any = 'any';
type Rules = z.infer<typeof followUpRulesViewSchema>;
const blank: FollowUpRule = { match: {}, share: 100, how: 'sms', afterHours: 24, attempts: 1 };

const { share, afterHours, attempts, match: matchSchema, how: howSchema } = followUpRuleSchema.shape;

/** A whole number within the field's bounds, whatever is typed. */
const within = (typed: string, { minValue, maxValue }: z.ZodNumber): number =>
  Math.min(maxValue ?? Number.POSITIVE_INFINITY, Math.max(minValue ?? 0, Number.parseInt(typed, 10) || 0));

function EditRule({
  rule,
  isNew,
  isPending,
  onSave,
  onRemove,
  onClose,
}: {
  rule: FollowUpRule;
  isNew: boolean;
  isPending: boolean;
  onSave: (rule: FollowUpRule) => void;
  onRemove: (() => void) | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const [words, setWords] = useState(rule);
  const { kind, urgency } = words.match;
  const choose = (field: 'kind' | 'urgency') => (id: string | null) => {
    const { [field]: _before, ...rest } = words.match;
    setWords({
      ...words,
      match: matchSchema.parse(id === null || id === any ? rest : { ...rest, [field]: id }),
    });
  };
  const anyOne = { id: any, label: t('sampling.any') };
  return (
    <Dialog
      title={t(isNew ? 'sampling.add' : 'sampling.edit')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={false}
      footer={
        <>
          {onRemove && (
            <Button variant="quiet" icon={Trash2} onPress={onRemove} isPending={isPending}>
              {t('sampling.remove')}
            </Button>
          )}
          <Button onPress={onClose}>{t('tickets:cancel')}</Button>
          <Button variant="primary" isPending={isPending} onPress={() => onSave(words)}>
            {t('sampling.save')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Row wraps gap={3} align="end">
          <Select
            label={t('sampling.kind')}
            options={[
              anyOne,
              ...ticketKindSchema.options.map((id) => ({ id, label: t(`tickets:kind.${id}`) })),
            ]}
            value={kind ?? any}
            onChange={choose('kind')}
          />
          <Select
            label={t('sampling.urgency')}
            options={[
              anyOne,
              ...urgencySchema.options.map((id) => ({ id, label: t(`tickets:urgency.${id}`) })),
            ]}
            value={urgency ?? any}
            onChange={choose('urgency')}
          />
        </Row>
        <Row wraps gap={3} align="end">
          <TextField
            label={t('sampling.shareField')}
            inputMode="numeric"
            value={String(words.share)}
            onChange={(typed) => setWords({ ...words, share: within(typed, share) })}
          />
          <Select
            label={t('tickets:form.how')}
            options={howSchema.options.map((id) => ({ id, label: t(`tickets:how.${id}`) }))}
            value={words.how}
            onChange={(id) => {
              const how = howSchema.options.find((one) => one === id);
              if (how) setWords({ ...words, how });
            }}
          />
        </Row>
        <Row wraps gap={3} align="end">
          <TextField
            label={t('sampling.afterField')}
            inputMode="numeric"
            value={String(words.afterHours)}
            onChange={(typed) => setWords({ ...words, afterHours: within(typed, afterHours) })}
          />
          <TextField
            label={t('sampling.attempts')}
            inputMode="numeric"
            value={String(words.attempts)}
            onChange={(typed) => setWords({ ...words, attempts: within(typed, attempts) })}
          />
        </Row>
      </Stack>
    </Dialog>
  );
}

/** The list with the one at `from` at the place `to`. */
function moved(rules: readonly FollowUpRule[], from: number, to: number): FollowUpRule[] {
  const rest = rules.filter((_rule, index) => index !== from);
  const one = rules[from];
  return one ? [...rest.slice(0, to), one, ...rest.slice(to)] : rest;
}

interface Edited {
  at: number | 'new';
  rules: Rules;
}

const withRule = ({ at, rules: { items, mark } }: Edited, words: FollowUpRule) => ({
  items: at === 'new' ? [words, ...items] : items.with(at, words),
  seen: mark,
});
const withoutRule = ({ at, rules: { items, mark } }: Edited) => ({
  items: items.filter((_one, index) => index !== at),
  seen: mark,
});

export function FollowUpRules() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const client = useQueryClient();
  const mayEdit = may(useUser().roles, 'duty.edit');
  // Of the rules as they were when it was opened: a colleague's, which come meanwhile, stand in another order.
  const [edited, setEdited] = useState<Edited | null>(null);
  const query = useQuery({
    queryKey: ['follow-up-rules'],
    queryFn: () => api.get('/api/follow-up-rules', followUpRulesViewSchema),
  });
  const save = useMutation({
    mutationFn: ({ items, seen }: { items: FollowUpRule[]; seen: string }) =>
      api.put('/api/follow-up-rules', { items, seen }, okSchema),
    onSuccess: () => setEdited(null),
    onError: useFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['follow-up-rules'] }),
  });
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const rules = query.data;
  const { items, isEdited, mark } = rules;
  const rows = items.map((rule, index) => ({ rule, index }));
  const rule = edited?.at === 'new' ? blank : edited?.rules.items[edited.at];
  const move = (from: number, to: number) => save.mutate({ items: moved(items, from, to), seen: mark });
  return (
    <Stack gap={3} className="oversight-body">
      <Row wraps gap={3} justify="between">
        <p className="oc-small oc-quiet">
          {t('sampling.note')} {isEdited && <Badge tone="accent">{t('duty.edited')}</Badge>}
        </p>
        <Row wraps gap={2}>
          <ListFiles name="follow-up-rules" />
          {mayEdit && (
            <Button
              icon={Plus}
              isDisabled={items.length >= 40}
              onPress={() => setEdited({ at: 'new', rules })}
            >
              {t('sampling.add')}
            </Button>
          )}
        </Row>
      </Row>
      <Table
        label={t('sampling.title')}
        rows={rows}
        rowKey={({ index }) => String(index)}
        {...(mayEdit && { onOpen: (key: string) => setEdited({ at: Number(key), rules }) })}
        empty={<NothingSetUp icon={MessageCircleHeart} title={t('sampling.none')} />}
        columns={[
          {
            id: 'match',
            title: t('sampling.match'),
            isRowHeader: true,
            render: ({ rule: { match } }) =>
              [
                match.kind && t(`tickets:kind.${match.kind}`),
                match.urgency && t(`tickets:urgency.${match.urgency}`),
              ]
                .filter(Boolean)
                .join(' · ') || t('sampling.others'),
          },
          {
            id: 'share',
            title: t('sampling.share'),
            render: ({ rule: { share } }) => (share === 0 ? t('sampling.nobody') : `${share}%`),
          },
          { id: 'how', title: t('tickets:form.how'), render: ({ rule: { how } }) => t(`tickets:how.${how}`) },
          {
            id: 'after',
            title: t('sampling.after'),
            render: ({ rule: { afterHours } }) => t('sampling.hours', { count: afterHours }),
          },
          {
            id: 'attempts',
            title: t('sampling.attempts'),
            align: 'end',
            render: ({ rule: { attempts } }) => attempts,
          },
          ...(mayEdit
            ? [
                {
                  id: 'order',
                  title: t('sampling.order'),
                  width: '6rem',
                  render: ({ index }: { index: number }) => (
                    <Row gap={1}>
                      <IconButton
                        icon={ArrowUp}
                        label={t('sampling.up')}
                        isDisabled={index === 0 || save.isPending}
                        onPress={() => move(index, index - 1)}
                      />
                      <IconButton
                        icon={ArrowDown}
                        label={t('sampling.down')}
                        isDisabled={index === items.length - 1 || save.isPending}
                        onPress={() => move(index, index + 1)}
                      />
                    </Row>
                  ),
                },
              ]
            : []),
        ]}
      />
      {rule && edited && (
        <EditRule
          rule={rule}
          isNew={edited.at === 'new'}
          isPending={save.isPending}
          onSave={(words) => save.mutate(withRule(edited, words))}
          onRemove={
            edited.at !== 'new' && edited.rules.items.length > 1
              ? () => save.mutate(withoutRule(edited))
              : undefined
          }
          onClose={() => setEdited(null)}
        />
      )}
    </Stack>
  );
}
