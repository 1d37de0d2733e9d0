// What the emergency command must know at once: which danger, and how many people are in it.
import { useTranslation } from 'react-i18next';
import { Notice, Row, Select, TextField } from '../../design/index.ts';
import { dangerSchema } from '../../server/tickets/contract.ts';
import type { Words } from './command-words.ts';

type Told = Pick<Words, 'danger' | 'persons'>;

export function Danger({
  words,
  change,
  faultOf,
}: {
  words: Told;
  change: (part: Partial<Told>) => void;
  faultOf?: (word: keyof Told) => string | undefined;
}) {
  const { t } = useTranslation('tickets');
  const danger = dangerSchema.safeParse(words.danger);
  return (
    <>
      <Notice tone="warn">
        {t('handOff.note')} {t(`handOff.ring.${danger.success ? danger.data : 'other'}`)}
      </Notice>
      <Row wraps align="start">
        <Select
          label={t('handOff.danger')}
          isRequired
          options={dangerSchema.options.map((danger) => ({ id: danger, label: t(`danger.${danger}`) }))}
          error={faultOf?.('danger')}
          value={words.danger}
          onChange={(danger) => change({ danger })}
        />
        <TextField
          label={t('handOff.persons')}
          description={t('handOff.personsNote')}
          inputMode="numeric"
          error={faultOf?.('persons')}
          value={words.persons}
          onChange={(persons) => change({ persons: persons.replace(/\D/g, '').slice(0, 6) })}
        />
      </Row>
    </>
  );
}
