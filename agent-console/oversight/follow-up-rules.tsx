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
  followUpBounds,
  followUpRuleSchema,
  followUpRulesViewSchema,
} from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { isOvertaken, Overtaken, useOtherFailureToast } from '../forms/overtaken.tsx';
import { useUser } from '../session/session.ts';

const any = 'any';
type Rules = z.infer<typeof followUpRulesViewSchema>;
const blank: FollowUpRule = { match: {}, share: 100, how: 'sms', afterHours: 24, attempts: 1 };

const { share, afterHours, attempts } = followUpBounds;
const { match: matchSchema, how: howSchema } = followUpRuleSchema.shape;

/** A whole number within the field's bounds, whatever is typed. */
const within = (typed: string, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(min, Number.parseInt(typed, 10) || 0));

function EditRule({
  rule,
  isNew,
  isPending,
  error,
  standing,
  items,
  onSave,
  onRemove,
  onGoOn,
  onClose,
}: {
  rule: FollowUpRule;
  isNew: boolean;
  isPending: boolean;
  error: Error | null;
  /** The rule as it stands there now; undefined: it is not there. */
  standing: FollowUpRule | undefined;
  /** All rules as they stand now: what one of them does hangs on those before it. */
  items: readonly FollowUpRule[];
  onSave: (rule: FollowUpRule) => void;
  onRemove: (() => void) | undefined;
  /** The next save is a change of the rules that stand there now. */
  onGoOn: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const { matchOf, restOf } = useRuleWords();
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
          <Button
            variant="primary"
            isDisabled={isOvertaken(error)}
            isPending={isPending}
            onPress={() => onSave(words)}
          >
            {t('sampling.save')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Overtaken
          error={error}
          standing={
            standing || isNew
              ? items.map((one, index) => ({ id: String(index), term: matchOf(one), value: restOf(one) }))
              : null
          }
          onKeepMine={onGoOn}
          onTakeTheirs={() => {
            if (!standing) return onClose();
            setWords(standing);
            onGoOn();
          }}
        />
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
  /** As it was when it was opened; null for a new one. */
  rule: FollowUpRule | null;
  at: number;
  /** What stands at that place is this rule; else it is put in there. */
  isThere: boolean;
  rules: Rules;
}

const withRule = ({ at, isThere, rules: { items, mark } }: Edited, words: FollowUpRule) => ({
  items: items.toSpliced(at, isThere ? 1 : 0, words),
  seen: mark,
});
const withoutRule = ({ at, rules: { items, mark } }: Edited) => ({
  items: items.toSpliced(at, 1),
  seen: mark,
});

/** The same rule among others: the first that holds for the same tickets. One that was taken away goes back to its place. */
function among(rules: Rules, { rule, at }: Edited): Edited {
  const found = rules.items.findIndex(
    ({ match }) => rule && match.kind === rule.match.kind && match.urgency === rule.match.urgency,
  );
  const isThere = found !== -1;
  return { rule, at: isThere ? found : Math.min(at, rules.items.length), isThere, rules };
}

/** A rule in words: for which tickets, and what is done. */
function useRuleWords() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const matchOf = ({ match }: FollowUpRule): string =>
    [match.kind && t(`tickets:kind.${match.kind}`), match.urgency && t(`tickets:urgency.${match.urgency}`)]
      .filter(Boolean)
      .join(' · ') || t('sampling.others');
  const shareOf = ({ share }: FollowUpRule): string => (share === 0 ? t('sampling.nobody') : `${share}%`);
  const afterOf = ({ afterHours }: FollowUpRule): string => t('sampling.hours', { count: afterHours });
  const restOf = (rule: FollowUpRule): string =>
    [shareOf(rule), t(`tickets:how.${rule.how}`), afterOf(rule), `${rule.attempts}×`].join(' · ');
  return { matchOf, shareOf, afterOf, restOf };
}

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
  const showFailure = useFailureToast();
  const showOther = useOtherFailureToast();
  const words = useRuleWords();
  const save = useMutation({
    mutationFn: ({ items, seen }: { items: FollowUpRule[]; seen: string }) =>
      api.put('/api/follow-up-rules', { items, seen }, okSchema),
    onSuccess: () => setEdited(null),
    onError: (error) => {
      if (edited) showOther(error);
      else showFailure(error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['follow-up-rules'] }),
  });
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const rules = query.data;
  const { items, isEdited, mark } = rules;
  const rows = items.map((rule, index) => ({ rule, index }));
  const open = (one: Edited): void => {
    save.reset();
    setEdited(one);
  };
  const standing = edited && among(rules, edited);
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
              onPress={() => open({ rule: null, at: 0, isThere: false, rules })}
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
        {...(mayEdit && {
          onOpen: (key: string) => {
            const at = Number(key);
            open({ rule: items[at] ?? null, at, isThere: true, rules });
          },
        })}
        empty={<NothingSetUp icon={MessageCircleHeart} title={t('sampling.none')} />}
        columns={[
          {
            id: 'match',
            title: t('sampling.match'),
            isRowHeader: true,
            render: ({ rule }) => words.matchOf(rule),
          },
          {
            id: 'share',
            title: t('sampling.share'),
            render: ({ rule }) => words.shareOf(rule),
          },
          { id: 'how', title: t('tickets:form.how'), render: ({ rule: { how } }) => t(`tickets:how.${how}`) },
          {
            id: 'after',
            title: t('sampling.after'),
            render: ({ rule }) => words.afterOf(rule),
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
      {edited && standing && (
        <EditRule
          rule={edited.rule ?? blank}
          isNew={edited.rule === null}
          isPending={save.isPending}
          error={save.error}
          standing={standing.isThere ? items[standing.at] : undefined}
          items={items}
          onSave={(words) => save.mutate(withRule(edited, words))}
          onRemove={
            edited.isThere && edited.rules.items.length > 1
              ? () => save.mutate(withoutRule(edited))
              : undefined
          }
          onGoOn={() => open(standing)}
          onClose={() => setEdited(null)}
        />
      )}
    </Stack>
  );
}
