// Follow a ticket with its number and code, from the link in a message or typed in.
import './follow.css';
import { Search } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton, PlainTextField } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { CitizenTicketView } from '../../server/tickets/contract.ts';
import { ask, RequestFailure, wordsOf } from '../api/client.ts';
import { mountPage } from '../shell/mount.tsx';
import { shrinkPhoto } from '../shell/shrink-photo.ts';
import { useTitle } from '../shell/title.ts';
import { type Deed, Ticket } from './ticket.tsx';

interface Key {
  number: string;
  code: string;
}

const ticketShape = async () => (await import('../../server/tickets/contract.ts')).citizenTicketViewSchema;
const fileShape = async () => (await import('../../server/tickets/contract.ts')).ticketFileSchema;
const codePattern = /^\d{6}$/;

function keyInAddress(): Key {
  const given = new URLSearchParams(window.location.search);
  return { number: given.get('number')?.trim() ?? '', code: given.get('code')?.trim() ?? '' };
}

/** The same deed keeps its id until it is done: when its answer is lost and it is sent again, it happens once. */
function useCommandIds() {
  const open = useRef(new Map<string, string>());
  const nameOf = (key: Key, deed: Deed): string => JSON.stringify([key, deed]);
  return {
    of(key: Key, deed: Deed): string {
      const name = nameOf(key, deed);
      const id = open.current.get(name) ?? crypto.randomUUID();
      open.current.set(name, id);
      return id;
    },
    done: (key: Key, deed: Deed): void => void open.current.delete(nameOf(key, deed)),
  };
}

function bodyOf(deed: Deed): object {
  if (deed.to === 'rate') return deed.rating;
  return deed.to === 'answer' ? { text: deed.text } : {};
}

function useFaultWords(): (error: unknown, isLookUp: boolean) => string {
  const { t } = useTranslation('follow');
  return (error, isLookUp) => {
    const code = error instanceof RequestFailure ? error.code : '';
    if (code === 'offline') return t('offline');
    if (code === 'rate_limited') return t('tooOften');
    if (isLookUp && (code === 'not_found' || code === 'bad_request')) return t('unknown');
    return wordsOf(error, t('failed'));
  };
}

function KeyForm({
  first,
  isPending,
  onLookUp,
}: {
  first: Key;
  isPending: boolean;
  onLookUp: (key: Key) => void;
}) {
  const { t } = useTranslation('follow');
  const [key, setKey] = useState(first);
  const [isCodeWrong, setCodeWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const asked = { number: key.number.trim().toUpperCase(), code: key.code.trim() };
    const isWrong = !codePattern.test(asked.code);
    setCodeWrong(isWrong);
    if (!isWrong) onLookUp(asked);
  };
  return (
    <form className="follow-box" onSubmit={submit}>
      <PlainTextField
        label={t('number')}
        required
        minLength={4}
        maxLength={30}
        autoComplete="off"
        autoCapitalize="characters"
        value={key.number}
        onChange={(event) => setKey({ ...key, number: event.target.value })}
      />
      <PlainTextField
        label={t('code')}
        description={t('codeNote')}
        error={isCodeWrong ? t('wrongCode') : undefined}
        required
        inputMode="numeric"
        autoComplete="one-time-code"
        value={key.code}
        onChange={(event) => setKey({ ...key, code: event.target.value })}
      />
      <PlainButton type="submit" variant="primary" size="large" icon={Search} isPending={isPending}>
        {t('look')}
      </PlainButton>
      <p className="oc-quiet">{t('noCode')}</p>
    </form>
  );
}

function Follow() {
  const { t } = useTranslation('follow');
  useTitle(t('pageTitle'));
  const faultWords = useFaultWords();
  const [key, setKey] = useState(keyInAddress);
  const [ticket, setTicket] = useState<CitizenTicketView | null>(null);
  const [done, setDone] = useState<Deed['to'] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isPending, setPending] = useState(key.number !== '' && key.code !== '');
  const heading = useRef<HTMLHeadingElement>(null);
  const commandIds = useCommandIds();

  const request = async (path: string, body: object): Promise<boolean> => {
    setPending(true);
    setFault(null);
    try {
      setTicket(await ask(`/api/citizen/tickets/${path}`, ticketShape, { body }));
      return true;
    } catch (error) {
      setFault(faultWords(error, path === 'lookup'));
      return false;
    } finally {
      setPending(false);
    }
  };
  const lookUp = (asked: Key): void => {
    setKey(asked);
    setDone(null);
    void request('lookup', asked).then((found) => found && heading.current?.focus());
  };
  const carryOut = (deed: Deed): void => {
    const body = { ...key, ...bodyOf(deed), commandId: commandIds.of(key, deed) };
    void request(deed.to, body).then((isDone) => {
      if (!isDone) return;
      commandIds.done(key, deed);
      setDone(deed.to);
    });
  };
  const addFile = async (file: File): Promise<void> => {
    setPending(true);
    setFault(null);
    try {
      const form = new FormData();
      form.append('file', await shrinkPhoto(file));
      const query = new URLSearchParams({ ...key }).toString();
      await ask(`/api/citizen/tickets/files?${query}`, fileShape, { form });
      await request('lookup', key);
    } catch (error) {
      setFault(faultWords(error, false));
      setPending(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link's number and code are looked up once
  useEffect(() => {
    if (key.number && key.code) lookUp(key);
  }, []);
  return (
    <div className="follow">
      <h1 ref={heading} className="oc-heading" tabIndex={-1}>
        {t('title')}
      </h1>
      {fault && (
        <Notice tone="danger" isLive>
          {fault}
        </Notice>
      )}
      {ticket ? (
        <>
          <Ticket
            ticket={ticket}
            done={done}
            isPending={isPending}
            onDo={carryOut}
            code={key.code}
            onAddFile={(file) => void addFile(file)}
          />
          <div>
            <PlainButton variant="quiet" onClick={() => setTicket(null)}>
              {t('again')}
            </PlainButton>
          </div>
        </>
      ) : isPending && keyInAddress().code ? (
        <Skeleton lines={6} />
      ) : (
        <>
          <p className="oc-quiet">{t('lead')}</p>
          <KeyForm first={key} isPending={isPending} onLookUp={lookUp} />
          <a className="follow-by-phone" href="/matters">
            {t('byPhone')}
          </a>
        </>
      )}
    </div>
  );
}

await mountPage(<Follow />, ['follow']);
