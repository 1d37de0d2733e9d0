// Ask government to disclose something (依申请公开): find the entry, say what is wanted, follow it as a ticket.
import './disclosure.css';
import { BookOpen, FileSearch, Send } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useTongue } from '../../design/i18n/lang.ts';
import { LinkButton, PlainButton, PlainSelect, PlainTextArea, PlainTextField } from '../../design/native.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { CatalogueEntry } from '../../server/catalogue/contract.ts';
import { ask, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { useDraft } from '../shell/draft.ts';
import { ForgetDraft } from '../shell/forget-draft.tsx';
import { mountPage } from '../shell/mount.tsx';
import { PhoneField } from '../shell/phone-fields.tsx';
import { useTitle } from '../shell/title.ts';

const contract = () => import('../../server/catalogue/contract.ts');
const listShape = async () => (await contract()).cataloguePageSchema;
const filedShape = async () => (await contract()).disclosureFiledSchema;
const searchAfterMs = 250;
const deliveries = ['online', 'paper', 'inspect'] as const;
const applicants = [
  'person',
  'company',
  'research',
  'public_benefit',
  'legal_service',
  'other_body',
] as const;
const blank = { entryCode: '', text: '', name: '', applicant: '', delivery: '' };
type Filed = { number: string; code: string };

interface Found {
  items: readonly CatalogueEntry[];
  nextCursor: string | null;
}

/** Entries of the public catalogue, asked for when typing pauses, and more of them when they are wanted. */
function useEntries(words: string) {
  const [found, setFound] = useState<Found | null>(null);
  const [isFailed, setFailed] = useState(false);
  const [isMore, setMore] = useState(false);
  const [tries, setTries] = useState(0);
  const address = `/api/citizen/catalogue?q=${encodeURIComponent(words.trim())}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try asks anew
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(() => {
      ask(address, listShape)
        .then((page) => {
          if (isStale) return;
          setFound(page);
          setFailed(false);
        })
        .catch(() => !isStale && setFailed(true));
    }, searchAfterMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [address, tries]);
  const loadMore = async (): Promise<void> => {
    if (!found?.nextCursor) return;
    setMore(true);
    try {
      const { items, nextCursor } = await ask(
        `${address}&cursor=${encodeURIComponent(found.nextCursor)}`,
        listShape,
      );
      // What was looked for meanwhile is another list.
      setFound((now) => (now === found ? { items: [...found.items, ...items], nextCursor } : now));
    } catch {
      setFailed(true);
    } finally {
      setMore(false);
    }
  };
  return { found, isFailed, isMore, loadMore, again: () => setTries(tries + 1) };
}

/** A request that was begun and not sent is open again, with its entry. */
function useBegun({ entryCode, text }: typeof blank) {
  const [begun] = useState(text === '' ? null : entryCode);
  const [chosen, choose] = useState<{ entry: CatalogueEntry | null } | null>(
    begun === '' ? { entry: null } : null,
  );
  useEffect(() => {
    if (!begun) return;
    ask(`/api/citizen/catalogue?q=${begun}`, listShape)
      .then(({ items }) => choose((present) => present ?? (items[0] ? { entry: items[0] } : null)))
      .catch(() => undefined);
  }, [begun]);
  return { chosen, choose };
}

/** How one comes by it: what is published is read, what is not, or cannot be read after all, is asked for. */
function EntryWay({ entry, onChoose }: { entry: CatalogueEntry; onChoose: (entry: CatalogueEntry) => void }) {
  const { t } = useTranslation('disclosure');
  const lang = useLang();
  const { articleId, mustPublish, name, url } = entry;
  const href = articleId ? `/?article=${articleId}` : mustPublish && url;
  if (href)
    return (
      <>
        <p className="disclosure-public">{t('public')}</p>
        <LinkButton href={href} icon={BookOpen} aria-label={t('readNamed', { name: name[lang] })}>
          {t('read')}
        </LinkButton>
      </>
    );
  return (
    <PlainButton
      icon={FileSearch}
      aria-label={t('askNamed', { name: name[lang] })}
      onClick={() => onChoose(entry)}
    >
      {t('ask')}
    </PlainButton>
  );
}

function Choose({ onChoose }: { onChoose: (entry: CatalogueEntry | null) => void }) {
  const { t } = useTranslation('disclosure');
  const lang = useLang();
  const [words, setWords] = useState('');
  const { found, isFailed, isMore, loadMore, again } = useEntries(words);
  return (
    <section className="disclosure-box">
      <search>
        <PlainTextField
          label={t('find')}
          description={t('findNote')}
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </search>
      <ul className="disclosure-entries" aria-label={t('entries')}>
        {found?.items.map((entry) => (
          <li key={entry.code}>
            <h2>{entry.name[lang]}</h2>
            <p>{entry.summary[lang]}</p>
            <p className="oc-quiet">
              {entry.department[lang]} · {t('index', { code: entry.code })}
            </p>
            <EntryWay entry={entry} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {found?.nextCursor && (
        <PlainButton isPending={isMore} onClick={() => void loadMore()}>
          {t('more')}
        </PlainButton>
      )}
      {found?.items.length === 0 && !isFailed && <p className="oc-quiet">{t('none')}</p>}
      {isFailed && (
        <>
          <Notice tone="danger" isLive>
            {t('findFailed')}
          </Notice>
          <PlainButton onClick={again}>{t('again')}</PlainButton>
        </>
      )}
      {found === null && !isFailed ? (
        <Skeleton lines={8} />
      ) : (
        <PlainButton variant="primary" icon={FileSearch} onClick={() => onChoose(null)}>
          {t('other')}
        </PlainButton>
      )}
    </section>
  );
}

function RequestForm({
  entry,
  draft: { id, fields, isWritten, write, forget },
  onBack,
  onFiled,
}: {
  entry: CatalogueEntry | null;
  draft: ReturnType<typeof useDraft<keyof typeof blank>>;
  onBack: () => void;
  onFiled: (filed: Filed) => void;
}) {
  const { t } = useTranslation('disclosure');
  const lang = useLang();
  const tongue = useTongue();
  const { text, name } = fields;
  const applicant = fields.applicant || 'person';
  const delivery = fields.delivery || 'online';
  const put = (part: Partial<typeof fields>): void => write({ ...part, entryCode: entry?.code ?? '' });
  const [phone, setPhone] = useState('');
  const { isSending, failure, send } = useSending();
  const submit = async (): Promise<void> => {
    const body = {
      id,
      text,
      name,
      phone,
      applicant,
      delivery,
      lang: tongue,
      ...(entry && { entryCode: entry.code }),
    };
    const filed = await ask('/api/citizen/disclosure-requests', filedShape, { body });
    forget();
    onFiled(filed);
  };
  return (
    <form
      className="disclosure-box"
      onSubmit={(event) => {
        event.preventDefault();
        void send(submit);
      }}
    >
      {entry && (
        <div>
          <h2>{entry.name[lang]}</h2>
          <p className="oc-quiet">{entry.department[lang]}</p>
        </div>
      )}
      <PlainTextArea
        label={t('text')}
        description={t('textNote')}
        required
        minLength={5}
        maxLength={2_000}
        rows={4}
        value={text}
        onChange={(event) => put({ text: event.target.value })}
      />
      <PlainSelect
        label={t('applicant')}
        required
        value={applicant}
        onChange={(event) => put({ applicant: event.target.value })}
        options={applicants.map((one) => ({ id: one, label: t(`as.${one}`) }))}
      />
      <PlainTextField
        label={t('name')}
        required
        minLength={2}
        maxLength={40}
        autoComplete="name"
        value={name}
        onChange={(event) => put({ name: event.target.value })}
      />
      <PhoneField
        label={t('phone')}
        description={t('phoneNote')}
        required
        value={phone}
        onChange={setPhone}
      />
      <PlainSelect
        label={t('delivery')}
        {...(delivery === 'paper' && { description: t('paperNote') })}
        required
        value={delivery}
        onChange={(event) => put({ delivery: event.target.value })}
        options={deliveries.map((one) => ({ id: one, label: t(`by.${one}`) }))}
      />
      <p className="oc-quiet">{t('time')}</p>
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton type="submit" variant="primary" size="large" icon={Send} isPending={isSending}>
        {t('send')}
      </PlainButton>
      <PlainButton variant="quiet" onClick={onBack}>
        {t('back')}
      </PlainButton>
      {isWritten && <ForgetDraft onForget={forget} />}
    </form>
  );
}

function Disclosure() {
  const { t } = useTranslation('disclosure');
  useTitle(t('title'));
  const draft = useDraft('disclosure', blank);
  const { chosen, choose } = useBegun(draft.fields);
  const [filed, setFiled] = useState<Filed | null>(null);
  return (
    <div className="disclosure">
      <h1 className="oc-heading">{t('title')}</h1>
      <p className="oc-quiet">{t('lead')}</p>
      {filed ? (
        <section className="disclosure-box">
          <Notice tone="ok" isLive>
            {t('filed', filed)}
          </Notice>
          <LinkButton href={`/ticket?number=${filed.number}&code=${filed.code}`}>{t('follow')}</LinkButton>
        </section>
      ) : chosen ? (
        <RequestForm entry={chosen.entry} draft={draft} onBack={() => choose(null)} onFiled={setFiled} />
      ) : (
        <Choose onChoose={(entry) => choose({ entry })} />
      )}
    </div>
  );
}

await mountPage(<Disclosure />, ['disclosure']);
