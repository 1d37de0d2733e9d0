// Somebody else saved first: who and when, what stands there now, and the two ways on. What was typed stays as it is.
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, type Fact, Facts, Notice, Row, Stack, useFormat, useLang } from '../../design/index.ts';
import { bilingualSchema } from '../../server/platform/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureToast } from '../api/failure-view.tsx';

export const isOvertaken = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && error.code === 'version_conflict';

/** Shows a failure as a toast, but for the one that `Overtaken` shows. */
export function useOtherFailureToast(): (error: Error) => void {
  const showFailure = useFailureToast();
  return (error) => {
    if (!isOvertaken(error)) showFailure(error);
  };
}

const doerSchema = z.object({ by: bilingualSchema.nullable(), at: z.iso.datetime() });

interface Ways {
  /** Null: it is not there any more. */
  standing: readonly Fact[] | null;
  /** The next save is a change of what stands now. */
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** @param error why saving or removing was refused; anything but an overtaking shows nothing */
export function Overtaken({ error, ...ways }: Ways & { error: Error | null }) {
  if (!isOvertaken(error)) return null;
  return (
    // Its words come with the first refusal; the form stays in sight meanwhile.
    <Suspense>
      <Refused doer={doerSchema.safeParse(error.details).data} {...ways} />
    </Suspense>
  );
}

function Refused({
  doer,
  standing,
  onKeepMine,
  onTakeTheirs,
}: Ways & { doer: z.infer<typeof doerSchema> | undefined }) {
  const { t } = useTranslation('forms');
  const lang = useLang();
  const format = useFormat();
  const place = useRef<HTMLDivElement>(null);
  // A long form is at its end when it is saved: the refusal is brought into sight.
  useEffect(() => place.current?.focus(), []);
  const name = doer?.by?.[lang];
  return (
    <div ref={place} tabIndex={-1}>
      <Notice tone="warn" isLive>
        <Stack gap={2}>
          <span>
            {name ? t('overtaken.by', { name, at: format.moment(doer.at) }) : t('overtaken.someone')}
          </span>
          {standing ? (
            <>
              {standing.length > 0 && <span className="oc-strong">{t('overtaken.standing')}</span>}
              <Facts items={standing} />
            </>
          ) : (
            <span>{t('overtaken.gone')}</span>
          )}
          <Row wraps>
            <Button size="small" onPress={onKeepMine}>
              {t('overtaken.keepMine')}
            </Button>
            <Button size="small" onPress={onTakeTheirs}>
              {t(standing ? 'overtaken.takeTheirs' : 'overtaken.letGo')}
            </Button>
          </Row>
        </Stack>
      </Notice>
    </div>
  );
}
