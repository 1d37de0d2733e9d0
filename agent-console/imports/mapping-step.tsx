// Which column of the file is which of our fields, and the first rows as they will be read then.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  Badge,
  Button,
  Checkbox,
  Notice,
  Row,
  Select,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextField,
  useLang,
} from '../../design/index.ts';
import type { ImportFile, ImportPreview, ImportTarget } from '../../server/imports/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { useCellWords, useFieldName } from './field-name.ts';
import { type Mapping, useMappings, usePreview, useSaveMapping } from './imports-data.ts';

const unused = '-';

function Columns({
  file,
  preview,
  onChange,
}: {
  file: ImportFile;
  preview: ImportPreview;
  onChange: (mapping: Mapping) => void;
}) {
  const { t } = useTranslation('imports');
  const fieldName = useFieldName();
  const { mapping, fields } = preview;
  const options = [
    { id: unused, label: t('map.unused') },
    ...fields.map(({ field, isRequired }) => ({
      id: field,
      label: fieldName(field),
      ...(isRequired && { description: t('map.required') }),
    })),
  ];
  const choose = (column: string, field: string | null): void => {
    const others = Object.entries(mapping).filter(([name, given]) => name !== column && given !== field);
    const isUsed = field !== null && field !== unused;
    onChange(Object.fromEntries([...others, ...(isUsed ? [[column, field]] : [])]));
  };
  return (
    <Table
      label={t('map.columns')}
      rows={file.columns}
      rowKey={({ name }) => name}
      columns={[
        { id: 'column', title: t('map.column'), isRowHeader: true, render: ({ name }) => name },
        {
          id: 'field',
          title: t('map.field'),
          width: '15rem',
          render: ({ name }) => (
            <Select
              label={t('map.fieldOf', { column: name })}
              isLabelHidden
              options={options}
              value={mapping[name] ?? unused}
              onChange={(field) => choose(name, field)}
            />
          ),
        },
        {
          id: 'samples',
          title: t('map.samples'),
          render: ({ samples }) => (
            <span className="import-samples oc-quiet">{samples.slice(0, 3).join(t('map.between'))}</span>
          ),
        },
      ]}
    />
  );
}

function FirstRows({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation('imports');
  const lang = useLang();
  const fieldName = useFieldName();
  const inWords = useCellWords();
  const shown = preview.fields
    .map(({ field }) => field)
    .filter((field) => preview.rows.some(({ values }) => values.some((one) => one.field === field)));
  return (
    <Table
      label={t('map.firstRows')}
      rows={preview.rows}
      rowKey={({ row }) => String(row)}
      columns={[
        {
          id: 'row',
          title: t('fault.row'),
          isRowHeader: true,
          align: 'end',
          width: '4rem',
          render: (one) => one.row,
        },
        {
          id: 'state',
          title: t('fault.outcome'),
          width: '14rem',
          render: ({ isLeftOut, faults }) => (
            <Stack gap={1} align="start">
              <Badge tone={isLeftOut ? 'danger' : faults.length > 0 ? 'warn' : 'ok'}>
                {t(isLeftOut ? 'fault.leftOut' : 'map.read')}
              </Badge>
              {faults.slice(0, 3).map((fault) => (
                <span key={`${fault.field} ${fault.rule}`} className="oc-micro import-words">
                  {fieldName(fault.field)}
                  {t('map.colon')}
                  {fault.message[lang]}
                </span>
              ))}
            </Stack>
          ),
        },
        ...shown.map((field) => ({
          id: field,
          title: fieldName(field),
          render: ({ values }: ImportPreview['rows'][number]) => (
            <span className="import-cell">
              {inWords(field, values.find((one) => one.field === field)?.text ?? '—')}
            </span>
          ),
        })),
      ]}
    />
  );
}

function Kept({
  target,
  mapping,
  onChoose,
}: {
  target: ImportTarget;
  mapping: Mapping;
  onChoose: (mapping: Mapping) => void;
}) {
  const { t } = useTranslation('imports');
  const kept = useMappings().data?.items.filter((one) => one.target === target) ?? [];
  const name = useAskedText(z.string().trim().min(1));
  const save = useSaveMapping();
  const showFailure = useFailureToast();
  return (
    <Row wraps gap={3} className="import-kept">
      {kept.length > 0 && (
        <Select
          label={t('map.useKept')}
          options={kept.map(({ id, name: label }) => ({ id, label }))}
          onChange={(id) => {
            const chosen = kept.find((one) => one.id === id);
            if (chosen) onChoose(chosen.mapping);
          }}
        />
      )}
      <TextField label={t('map.keepAs')} maxLength={60} {...name.field} />
      <Button
        isPending={save.isPending}
        onPress={() =>
          name.give((given) =>
            save.mutate(
              { id: crypto.randomUUID(), target, name: given, mapping },
              {
                onSuccess: () => showToast({ tone: 'ok', title: t('map.kept') }),
                onError: showFailure,
              },
            ),
          )
        }
      >
        {t('map.keep')}
      </Button>
    </Row>
  );
}

export function MappingStep({
  file,
  target,
  isPending,
  onTry,
}: {
  file: ImportFile;
  target: ImportTarget;
  isPending: boolean;
  onTry: (mapping: Mapping, isWhole: boolean) => void;
}) {
  const { t } = useTranslation('imports');
  const fieldName = useFieldName();
  const [chosen, setChosen] = useState<Mapping | null>(null);
  const [isWhole, setWhole] = useState(false);
  const query = usePreview(file.id, target, chosen);
  const preview = query.data;
  if (query.error && !preview)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!preview) return <Skeleton lines={8} />;
  const mapping = chosen ?? preview.mapping;
  const given = new Set(Object.values(mapping));
  const missing = preview.fields.filter(({ field, isRequired }) => isRequired && !given.has(field));
  return (
    <Stack gap={4}>
      <Kept target={target} mapping={mapping} onChoose={setChosen} />
      <Columns file={file} preview={{ ...preview, mapping }} onChange={setChosen} />
      {missing.length > 0 && (
        <Notice tone="danger">
          {t('map.missing', { fields: missing.map(({ field }) => fieldName(field)).join(t('map.and')) })}
        </Notice>
      )}
      <h3 className="oc-title">{t('map.firstRows')}</h3>
      <div className="import-wide">
        <FirstRows preview={preview} />
      </div>
      <Checkbox isSelected={isWhole} onChange={setWhole} description={t('whole.note')}>
        {t(`whole.${target}`)}
      </Checkbox>
      <Row gap={2}>
        <Button
          variant="primary"
          isDisabled={missing.length > 0}
          isPending={isPending}
          onPress={() => onTry(mapping, isWhole)}
        >
          {t('try')}
        </Button>
      </Row>
    </Stack>
  );
}
