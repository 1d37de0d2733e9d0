// Somebody else saved first: who and when, what stands there now, and the two ways on. What was typed stays as it is.
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Facts, Notice, Row, Stack, useFormat, useLang } from '../../design/index.ts';
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
/** Who saved, and when. */
type Doer = z.infer<typeof doerSchema>;
/** As the server said when it refused. */
export const doerIn = (error: unknown): Doer | undefined =>
  isOvertaken(error) ? doerSchema.safeParse(error.details).data : undefined;

export interface Line {
  id: string;
  term: string;
  value: string | boolean;
}

/** The lines of `there` that are not the same here. */
export function beside(there: readonly Line[], here: readonly Line[]): Line[] {
  const known = new Map(here.map(({ id, value }) => [id, value]));
  return there.filter(({ id, value }) => known.get(id) !== value);
}

/** Of what is typed as it is, each field with its term; several lines of a field as one. */
export function linesTyped<K extends string>(
  draft: Readonly<Record<NoInfer<K>, string>>,
  fields: readonly (readonly [id: K, term: string])[],
): Line[] {
  return fields.map(([id, term]) => ({ id, term, value: draft[id].replaceAll('\n', ' · ') }));
}

/** Saving, removing. */
interface Attempt {
  error: Error | null;
  reset: () => void;
}

/**
 * @param opened what the words were a change of when the form was opened; undefined: nothing yet
 * @param standing what stands there now; undefined: it is not there
 * @param take puts theirs in the place of what is written here
 * @param onClose theirs is that it is gone: the form goes, too
 * @returns `seen`: what the words are a change of, which the next save names; the rest is for `Overtaken`
 */
export function useGoingOn<Seen, T extends Seen>(
  opened: Seen | undefined,
  standing: T | undefined,
  {
    attempts,
    take,
    onClose,
  }: { attempts: readonly Attempt[]; take: (theirs: T) => void; onClose: () => void },
) {
  const [seen, setSeen] = useState(opened);
  const goOnFrom = (now: Seen | undefined): void => {
    setSeen(() => now);
    for (const attempt of attempts) attempt.reset();
  };
  return {
    seen,
    goOnFrom,
    error: attempts.map(({ error }) => error).find(isOvertaken) ?? null,
    onKeepMine: () => goOnFrom(standing),
    onTakeTheirs: () => {
      if (standing === undefined) return onClose();
      take(standing);
      goOnFrom(standing);
    },
  };
}

interface Ways {
  /** Null: it is not there any more. */
  standing: readonly Line[] | null;
  /** The next save is a change of what stands now. */
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** @param error why saving or removing was refused; anything but an overtaking shows nothing */
export function Overtaken({ error, ...ways }: Ways & { error: Error | null }) {
  if (!isOvertaken(error)) return null;
  return <OvertakenBy doer={doerIn(error)} isRefusal {...ways} />;
}

/** A whole article would push the ways on out of sight. */
const mostSigns = 200;
const shortened = (text: string): string => (text.length > mostSigns ? `${text.slice(0, mostSigns)}…` : text);

interface By extends Ways {
  /** Undefined: nobody knows. */
  doer: Doer | undefined;
  /** It answers a press, and comes into sight; else the writer may be in the middle of a word. */
  isRefusal?: boolean;
}

/** For what is known before anything is refused. */
export function OvertakenBy(by: By) {
  return (
    // Its words come with the first refusal; the form stays in sight meanwhile.
    <Suspense>
      <Told {...by} />
    </Suspense>
  );
}

function Told({ doer, isRefusal = false, standing, onKeepMine, onTakeTheirs }: By) {
  const { t } = useTranslation('forms');
  const lang = useLang();
  const format = useFormat();
  const place = useRef<HTMLDivElement>(null);
  // A long form is at its end when it is saved: the refusal is brought into sight.
  useEffect(() => {
    if (isRefusal) place.current?.focus();
  }, [isRefusal]);
  const name = doer?.by?.[lang];
  const wordsOf = (value: Line['value']): string =>
    typeof value === 'boolean' ? t(value ? 'yes' : 'no') : shortened(value) || '—';
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
              <Facts items={standing.map((line) => ({ ...line, value: wordsOf(line.value) }))} />
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
