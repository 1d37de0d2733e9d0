// A citizen asks at the counter to be erased: whom the telephone reaches, what would go, what keeps it, why, and the deed.
import './erasure.css';
import { Eraser, Search, UserX } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, EmptyState, Notice, Row, Stack, TextField, useFormat } from '../../design/index.ts';
import type { Erased, ErasureDone, ErasureFound } from '../../server/erasure/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { Confirm } from './confirm.tsx';
import { useLookUp } from './erasure-data.ts';
import { StandingNotice } from './standing.tsx';

const parts = [
  'tickets',
  'conversations',
  'files',
  'recordings',
] as const satisfies readonly (keyof Erased)[];

function Amounts({ of }: { of: Erased }) {
  const { t } = useTranslation('erasure');
  return (
    <dl className="erasure-goes">
      {parts.map((part) => (
        <div key={part}>
          <dt className="oc-small oc-quiet">{t(`part.${part}`)}</dt>
          <dd>{of[part]}</dd>
        </div>
      ))}
    </dl>
  );
}

function Person({ found }: { found: ErasureFound }) {
  const { t } = useTranslation('erasure');
  const format = useFormat();
  const { name, since, lastAt, goes, standing, isErasable } = found;
  return (
    <article className="erasure-person">
      <Stack gap={3}>
        <Stack gap={0}>
          <h3 className="oc-title">{name ?? t('noName')}</h3>
          <p className="oc-small oc-quiet">
            {t('since', { time: format.moment(since) })}
            {lastAt !== null && ` · ${t('last', { time: format.moment(lastAt) })}`}
          </p>
        </Stack>
        <h4>{t(isErasable ? 'goes' : 'wouldGo')}</h4>
        <Amounts of={goes} />
        {!isErasable && <StandingNotice standing={standing} />}
      </Stack>
    </article>
  );
}

function Done({ done }: { done: ErasureDone }) {
  const { t } = useTranslation('erasure');
  return (
    <Stack gap={3}>
      {done.items.map(({ citizenId, erased, standing }) => (
        <Stack key={citizenId} gap={2}>
          {erased && (
            <Notice tone="ok" isLive>
              {t('done')}
            </Notice>
          )}
          {erased && <Amounts of={erased} />}
          {standing && <StandingNotice standing={standing} />}
        </Stack>
      ))}
      <p className="oc-small oc-quiet">{t('doneNote')}</p>
    </Stack>
  );
}

const phoneSchema = z.string().trim().min(3);

function Wish({
  phone,
  count,
  onDone,
}: {
  phone: string;
  count: number;
  onDone: (done: ErasureDone) => void;
}) {
  const { t } = useTranslation('erasure');
  const reason = useAskedText();
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <Stack gap={3}>
      <TextField label={t('reason')} description={t('reasonNote')} maxLength={500} {...reason.field} />
      <Row>
        <Button icon={Eraser} variant="danger" onPress={() => reason.give(setAsked)}>
          {t('eraseOpen')}
        </Button>
      </Row>
      {asked !== null && (
        <Confirm phone={phone} reason={asked} count={count} onDone={onDone} onClose={() => setAsked(null)} />
      )}
    </Stack>
  );
}

export default function ErasurePage() {
  const { t } = useTranslation('erasure');
  const lookUp = useLookUp();
  const phone = useAskedText(phoneSchema);
  const [done, setDone] = useState<ErasureDone | null>(null);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    setDone(null);
    phone.give(lookUp.mutate);
  };
  const change = (next: string): void => {
    phone.field.onChange(next);
    // What stands below was another telephone's.
    lookUp.reset();
    setDone(null);
  };
  const found = lookUp.data?.items;
  const erasable = found?.filter(({ isErasable }) => isErasable).length ?? 0;
  return (
    <div className="erasure">
      <Stack gap={4}>
        <Notice>{t('note')}</Notice>
        <form onSubmit={search}>
          <Row gap={2} align="end" wraps>
            <TextField label={t('phone')} type="tel" autoComplete="off" {...phone.field} onChange={change} />
            <Button type="submit" icon={Search} variant="primary" isPending={lookUp.isPending}>
              {t('search')}
            </Button>
          </Row>
        </form>
        {lookUp.error && <FailureState error={lookUp.error} />}
        {done && <Done done={done} />}
        {!done && found?.length === 0 && (
          <EmptyState icon={UserX} title={t('nobody')} description={t('nobodyNote')} />
        )}
        {!done && found && found.length > 1 && <Notice tone="warn">{t('several')}</Notice>}
        {!done && found?.map((one) => <Person key={one.citizenId} found={one} />)}
        {!done && found && erasable > 0 && (
          <Wish phone={phone.field.value.trim()} count={erasable} onDone={setDone} />
        )}
      </Stack>
    </div>
  );
}
