// From a file to its rows in the knowledge base: what it is, which column is what, a dry run, then the import.
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice, RadioGroup, Row, Stack, useFormat, useLang } from '../../design/index.ts';
import { type ImportFile, type ImportTarget, importTargetSchema } from '../../server/imports/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { FileChoice } from './file-choice.tsx';
import { type Mapping, useRun, useSendFile, useStartRun } from './imports-data.ts';
import { MappingStep } from './mapping-step.tsx';
import { RunView } from './run-view.tsx';

interface Trial {
  id: string;
  mapping: Mapping;
  isWhole: boolean;
}

/** The dry run, and the key that makes it real. */
function Tried({
  trial,
  onImport,
  onBack,
  isPending,
}: {
  trial: Trial;
  onImport: (withdrawn: number) => void;
  onBack: () => void;
  isPending: boolean;
}) {
  const { t } = useTranslation('imports');
  const run = useRun(trial.id).data;
  const isDone = run !== undefined && run.finishedAt !== null;
  const brings = run ? run.created + run.updated + run.withdrawn : 0;
  return (
    <Stack gap={4}>
      {isDone && run.isWhole && run.withdrawn > 0 && (
        <Notice tone="danger">{t('whole.count', { count: run.withdrawn })}</Notice>
      )}
      <Row gap={2}>
        <Button onPress={onBack}>{t('back')}</Button>
        <Button
          variant="primary"
          isDisabled={!isDone || brings === 0}
          isPending={isPending}
          onPress={() => onImport(run?.withdrawn ?? 0)}
        >
          {t('import')}
        </Button>
      </Row>
      <RunView id={trial.id} />
    </Stack>
  );
}

export function Wizard() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const lang = useLang();
  const [target, setTarget] = useState<ImportTarget>('service_item');
  const [file, setFile] = useState<ImportFile | null>(null);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [runId, setRunId] = useState<string | null>(null);
  /** The name of a file whose kind is read by nobody here: how to make another of it stays on the page. */
  const [refused, setRefused] = useState<string | null>(null);
  const send = useSendFile();
  const start = useStartRun();
  const showFailure = useFailureToast();
  const restart = (): void => {
    setFile(null);
    setTrial(null);
    setRunId(null);
  };
  const take = (given: File): void => {
    setRefused(null);
    send.mutate(given, {
      onSuccess: setFile,
      onError: (error) => {
        const isKind = error instanceof ApiFailure && error.code === 'unsupported_media';
        if (isKind) setRefused(given.name);
        else showFailure(error);
      },
    });
  };
  const begin = (
    given: Trial,
    isDryRun: boolean,
    mostWithdrawn: number | undefined,
    then: () => void,
  ): void => {
    if (!file) return;
    const { id, mapping, isWhole } = given;
    start.mutate(
      {
        id,
        fileId: file.id,
        target,
        mapping,
        isWhole,
        isDryRun,
        ...(mostWithdrawn !== undefined && { mostWithdrawn }),
      },
      { onSuccess: then, onError: showFailure },
    );
  };
  const chosen = (
    <Row wraps gap={3}>
      <strong>{file?.name}</strong>
      {file && (
        <span className="oc-quiet">
          {t(`target.${target}`)} · {t('rows', { count: file.rows, shown: format.number(file.rows) })}
        </span>
      )}
      <Button size="small" onPress={restart}>
        {t('other')}
      </Button>
    </Row>
  );
  if (runId) {
    return (
      <Stack gap={4}>
        {chosen}
        <RunView id={runId} />
      </Stack>
    );
  }
  if (file && trial) {
    return (
      <Stack gap={4}>
        {chosen}
        <Tried
          trial={trial}
          isPending={start.isPending}
          onBack={() => setTrial(null)}
          onImport={(withdrawn) => {
            const id = crypto.randomUUID();
            begin({ ...trial, id }, false, withdrawn, () => setRunId(id));
          }}
        />
      </Stack>
    );
  }
  if (file) {
    return (
      <Stack gap={4}>
        {chosen}
        {file.fault ? (
          <Notice tone="danger">
            {file.fault.message[lang]} {file.fault.howToMend[lang]}
          </Notice>
        ) : (
          <MappingStep
            file={file}
            target={target}
            isPending={start.isPending}
            onTry={(mapping, isWhole) => {
              const next = { id: crypto.randomUUID(), mapping, isWhole };
              begin(next, true, undefined, () => setTrial(next));
            }}
          />
        )}
      </Stack>
    );
  }
  return (
    <Stack gap={4}>
      <RadioGroup
        label={t('what')}
        options={importTargetSchema.options.map((id) => ({ id, label: t(`target.${id}`) }))}
        value={target}
        onChange={(id) => setTarget(importTargetSchema.parse(id))}
      />
      <Row wraps gap={3}>
        <FileChoice
          label={t('choose')}
          accept=".csv,.xlsx,.json,.jsonl,.txt"
          icon={FileUp}
          variant="primary"
          isPending={send.isPending}
          onChoose={take}
        />
        <span className="oc-quiet">{t('chooseNote')}</span>
      </Row>
      {refused !== null && (
        <Notice tone="danger" isLive>
          {t('wrongKind', { name: refused })}
        </Notice>
      )}
    </Stack>
  );
}
