// A new key: which one, and where it leads or which language it chooses.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog, Select, Stack, telephoneKeys } from '../../design/index.ts';
import { stepsOnKey, withKey, withLanguageKey } from '../../ivr/flow/edit.ts';
import type { keysOf } from '../../ivr/flow/keys.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import type { StepKind } from '../../ivr/flow/steps.ts';
import type { Language } from '../../ivr/verbs.ts';
import { useQueueCodes } from './flow-data.ts';
import type { Rebuild } from './rebuild.ts';
import { useFlowWords } from './words.ts';

/** A node, a new one of a kind, or a language. */
interface Goal {
  id: string;
  label: string;
  kind?: StepKind;
  language?: Language;
}

export function KeyDialog({
  flow,
  id,
  keys,
  onRebuild,
  onClose,
}: {
  flow: Flow;
  id: string;
  keys: NonNullable<ReturnType<typeof keysOf>>;
  onRebuild: Rebuild;
  onClose: () => void;
}) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const queues = useQueueCodes();
  const free = telephoneKeys.filter((digit) => !keys.keys.some(({ key }) => key === digit));
  const [key, setKey] = useState<string>(free[0] ?? '');
  const on = `digit ${key}`;
  // Finding out what can be put behind it checks the flow with each kind. A new node leads back to where the key is.
  const [goals] = useState((): Goal[] => {
    if (keys.choose === 'language')
      return keys.left.map((language) => ({ id: language, label: words.language(language), language }));
    const steps = stepsOnKey(flow, id, key, queues);
    const kinds = steps.flatMap(({ kind, insertion }) => ('fault' in insertion ? [] : [kind]));
    return [
      ...kinds.map((kind) => ({
        id: `new ${kind}`,
        label: t('newKey.step', { kind: words.kind(kind) }),
        kind,
      })),
      ...words.nodes(flow),
    ];
  });
  const [goal, setGoal] = useState(goals[0]?.id ?? null);
  const add = (): void => {
    const chosen = goals.find((each) => each.id === goal);
    if (!chosen) return;
    onClose();
    if (chosen.language) onRebuild(withLanguageKey(flow, id, key, chosen.language), id, on);
    else if (!chosen.kind) onRebuild(withKey(flow, id, key, chosen.id), id, on);
    else {
      const added = stepsOnKey(flow, id, key, queues).find(({ kind }) => kind === chosen.kind)?.insertion;
      if (added && 'flow' in added) onRebuild(added.flow, added.id);
    }
  };
  return (
    <AskDialog
      title={t('newKey.do')}
      confirmLabel={t('newKey.do')}
      isPending={false}
      onConfirm={add}
      onClose={onClose}
    >
      <Stack gap={3}>
        <Select
          label={t('newKey.key')}
          options={free.map((each) => ({ id: each, label: each }))}
          value={key}
          onChange={(each) => each !== null && setKey(each)}
          autoFocus
        />
        <Select
          label={t(keys.choose === 'language' ? 'newKey.language' : 'leads')}
          options={goals}
          value={goal}
          onChange={setGoal}
        />
        <p className="oc-small oc-quiet">{t('newKey.note')}</p>
      </Stack>
    </AskDialog>
  );
}
