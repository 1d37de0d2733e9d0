// The fields of the desk's ticket form, by what they say: what it is, where, and who asks.
import { useTranslation } from 'react-i18next';
import { Checkbox, ComboBox, Select, TextArea, TextField, useLang } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { ticketKindSchema, urgencySchema } from '../../server/tickets/contract.ts';
import { SuggestionReasons } from '../tickets/suggestion-reasons.tsx';
import type { TicketWords } from './ticket-drafts.ts';

interface Written {
  words: TicketWords;
  change: (part: Partial<TicketWords>) => void;
}

/** What the desk files: proposals come from the bodies that make them. */
const filedKinds = ticketKindSchema.exclude(['proposal']).options;

/** Why the machine suggests what it does. */
export function Because({ words: { reasons }, lists }: { words: TicketWords; lists: Lists }) {
  const { t } = useTranslation('desk');
  if (reasons.length === 0) return null;
  return (
    <section className="desk-because">
      <h3 className="oc-micro oc-quiet">{t('ticket.because')}</h3>
      <SuggestionReasons reasons={reasons} lists={lists} />
    </section>
  );
}

export function KindAndUrgency({ words, change }: Written) {
  const { t } = useTranslation('desk');
  return (
    <div className="desk-pair">
      <Select
        label={t('ticket.kind')}
        options={filedKinds.map((kind) => ({ id: kind, label: t(`kind.${kind}`) }))}
        value={words.kind}
        onChange={(kind) => change({ kind: ticketKindSchema.catch('inquiry').parse(kind) })}
      />
      <Select
        label={t('ticket.urgency')}
        options={urgencySchema.options.map((urgency) => ({ id: urgency, label: t(`urgency.${urgency}`) }))}
        value={words.urgency ?? 'ordinary'}
        onChange={(urgency) => change({ urgency: urgencySchema.catch('ordinary').parse(urgency) })}
      />
    </div>
  );
}

export function TitleAndText({
  words,
  change,
  errorOf,
}: Written & { errorOf: (field: keyof TicketWords) => string | undefined }) {
  const { t } = useTranslation('desk');
  return (
    <>
      <TextField
        label={t('ticket.title')}
        value={words.title}
        onChange={(title) => change({ title })}
        error={errorOf('title')}
        isRequired
      />
      <TextArea
        label={t('ticket.text')}
        rows={5}
        value={words.text}
        onChange={(text) => change({ text })}
        error={errorOf('text')}
        isRequired
      />
    </>
  );
}

export function CategoryField({ words, change, lists }: Written & { lists: Lists }) {
  const { t } = useTranslation('desk');
  const lang = useLang();
  const names = new Map(lists.categories.map((category) => [category.code, category.name[lang]]));
  const options = lists.categories
    .filter((category) => category.level > 1)
    .map((category) => ({
      id: category.code,
      label: category.name[lang],
      ...(category.parentCode ? { description: names.get(category.parentCode) ?? '' } : {}),
    }));
  return (
    <ComboBox
      label={t('ticket.category')}
      options={options}
      value={words.categoryCode ?? null}
      onChange={(code) => change({ categoryCode: code ?? undefined })}
    />
  );
}

export function WhereFields({ words, change, lists }: Written & { lists: Lists }) {
  const { t } = useTranslation('desk');
  const lang = useLang();
  const place = (part: Partial<TicketWords['place']>): void => change({ place: { ...words.place, ...part } });
  const areas = (level: string, parent?: string) =>
    lists.areas
      .filter((area) => area.level === level && (parent === undefined || area.parentCode === parent))
      .map((area) => ({ id: area.code, label: area.name[lang] }));
  return (
    <>
      <div className="desk-pair">
        <Select
          label={t('ticket.district')}
          options={areas('district')}
          value={words.place.districtCode ?? null}
          onChange={(code) => place({ districtCode: code ?? undefined, streetCode: undefined })}
        />
        <Select
          label={t('ticket.street')}
          options={areas('street', words.place.districtCode)}
          value={words.place.streetCode ?? null}
          onChange={(code) => place({ streetCode: code ?? undefined })}
        />
      </div>
      <TextField
        label={t('ticket.address')}
        value={words.place.address ?? ''}
        onChange={(address) => place({ address: address || undefined })}
      />
    </>
  );
}

export function CitizenFields({ words, change }: Written) {
  const { t } = useTranslation('desk');
  const { knownPhone } = words;
  return (
    <>
      <div className="desk-pair">
        <TextField
          label={t('citizen.name')}
          value={words.citizenName ?? ''}
          onChange={(name) => change({ citizenName: name || undefined })}
        />
        <TextField
          label={t('citizen.phone')}
          description={knownPhone ? t('ticket.phoneKnown', { number: knownPhone }) : t('ticket.phoneNote')}
          inputMode="tel"
          value={words.citizenPhone ?? ''}
          onChange={(phone) => change({ citizenPhone: phone || undefined })}
        />
      </div>
      <Checkbox
        isSelected={words.sealed ?? false}
        onChange={(sealed) => change({ sealed })}
        description={t('ticket.sealedNote')}
      >
        {t('ticket.sealed')}
      </Checkbox>
    </>
  );
}
