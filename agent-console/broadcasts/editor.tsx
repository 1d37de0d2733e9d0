// A warning as it is written: what, how grave, where, how long, and by which ways it goes out.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Button,
  Checkbox,
  Dialog,
  Row,
  Select,
  Stack,
  showToast,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import {
  broadcastContentSchema,
  broadcastKindSchema,
  broadcastLevelSchema,
  type BroadcastView,
} from '../../server/broadcasts/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { fieldOf, momentOf } from '../i18n/city-time.ts';
import { useFaults } from '../forms/faults.ts';
import { PickMany } from '../tickets/pick-many.tsx';
import { useIssue } from './broadcast-data.ts';

const usualHours = 12;
const isGrave = (level: string): boolean => level === 'red' || level === 'orange';

function draftOf(before: BroadcastView | null) {
  const now = Date.now();
  return {
    kind: before?.kind ?? broadcastKindSchema.enum.weather,
    level: before?.level ?? broadcastLevelSchema.enum.yellow,
    titleZh: before?.title.zh ?? '',
    titleEn: before?.title.en ?? '',
    textZh: before?.text.zh ?? '',
    textEn: before?.text.en ?? '',
    areaCodes: before?.areaCodes ?? [],
    from: fieldOf(now),
    until: fieldOf(before?.expiresAt ?? now + usualHours * 3_600_000),
    isSpoken: before?.isSpoken ?? false,
    sendsSms: false,
  };
}

export function Editor({ before, onClose }: { before: BroadcastView | null; onClose: () => void }) {
  const { t } = useTranslation('broadcasting');
  const lang = useLang();
  const lists = useLists().data;
  const showFailure = useFailureToast();
  const issue = useIssue();
  const [id] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState(() => draftOf(before));
  const [isAsked, setAsked] = useState(false);
  const change = (part: Partial<typeof draft>): void => setDraft((old) => ({ ...old, ...part }));
  const { from, until, ...said } = draft;
  const content = broadcastContentSchema.safeParse({
    ...said,
    effectiveAt: momentOf(from),
    expiresAt: momentOf(until),
  });
  const { faultAt, check } = useFaults(content);
  const send = (): void => {
    const ready = content.data;
    if (!ready) return;
    issue.mutate(
      { id, content: ready, ...(before && { replaces: before.id }) },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('issued') });
          onClose();
        },
        onError: showFailure,
      },
    );
  };
  const areas = (lists?.areas ?? [])
    .filter(({ level }) => level === 'district' || level === 'street')
    .map((area) => ({ id: area.code, label: area.name[lang] }));
  return (
    <Dialog
      title={t(before ? 'update' : 'new')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button variant="primary" onPress={() => setAsked(check() !== undefined)}>
            {t('issue')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <Row gap={3} wraps>
          <Select
            label={t('kind')}
            options={broadcastKindSchema.options.map((kind) => ({ id: kind, label: t(`kinds.${kind}`) }))}
            value={draft.kind}
            onChange={(kind) => change({ kind: broadcastKindSchema.parse(kind) })}
          />
          <Select
            label={t('level')}
            options={broadcastLevelSchema.options.map((level) => ({
              id: level,
              label: t(`levels.${level}`),
            }))}
            value={draft.level}
            onChange={(chosen) => {
              const level = broadcastLevelSchema.parse(chosen);
              change({ level, isSpoken: isGrave(level) });
            }}
          />
        </Row>
        <TextField
          label={t('titleZh')}
          isRequired
          error={faultAt('titleZh')}
          maxLength={60}
          value={draft.titleZh}
          onChange={(titleZh) => change({ titleZh })}
        />
        <TextField
          label={t('titleEn')}
          isRequired
          error={faultAt('titleEn')}
          maxLength={60}
          value={draft.titleEn}
          onChange={(titleEn) => change({ titleEn })}
        />
        <TextArea
          label={t('textZh')}
          isRequired
          error={faultAt('textZh')}
          maxLength={1_000}
          value={draft.textZh}
          onChange={(textZh) => change({ textZh })}
        />
        <TextArea
          label={t('textEn')}
          isRequired
          error={faultAt('textEn')}
          maxLength={1_000}
          value={draft.textEn}
          onChange={(textEn) => change({ textEn })}
        />
        <PickMany
          label={t('areas')}
          description={t('areasNote')}
          options={areas}
          values={draft.areaCodes}
          onChange={(areaCodes) => change({ areaCodes })}
        />
        <Row gap={3} wraps>
          <TextField
            label={t('from')}
            error={faultAt('effectiveAt')}
            type="datetime-local"
            value={draft.from}
            onChange={(value) => change({ from: value })}
          />
          <TextField
            label={t('until')}
            error={faultAt('expiresAt')}
            type="datetime-local"
            value={draft.until}
            onChange={(value) => change({ until: value })}
          />
        </Row>
        <Checkbox
          isSelected={draft.isSpoken}
          onChange={(isSpoken) => change({ isSpoken })}
          description={t('spokenNote')}
        >
          {t('spoken')}
        </Checkbox>
        <Checkbox
          isSelected={draft.sendsSms}
          onChange={(sendsSms) => change({ sendsSms })}
          description={t('smsNote')}
        >
          {t('sms')}
        </Checkbox>
      </Stack>
      {isAsked && (
        <AlertDialog
          title={t('askTitle', { title: draft.titleZh })}
          isOpen
          onOpenChange={() => setAsked(false)}
          confirmLabel={t('issue')}
          isPending={issue.isPending}
          onConfirm={send}
        >
          {t(draft.sendsSms ? 'askSms' : 'ask')}
        </AlertDialog>
      )}
    </Dialog>
  );
}
