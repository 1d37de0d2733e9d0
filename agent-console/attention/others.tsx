// The collision notice: who else has a ticket or a conversation open, or is answering it.
import './attention.css';
import { Eye, PencilLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../server/platform/tongue.ts';
import { Badge, useLang } from '../../design/index.ts';
import type { Attendant, Matter } from '../../server/attention/contract.ts';
import { useOthersAt } from './attention.ts';

/** Two are named; of more, how many. */
const mostNamed = 2;

function useWords(people: readonly Attendant[]) {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const writing = people.filter(({ isWriting }) => isWriting);
  const shown = writing.length > 0 ? writing : people;
  const listed = new Intl.ListFormat(localeOf(lang), {
    type: shown.length > mostNamed ? 'unit' : 'conjunction',
  });
  const names = listed.format(shown.slice(0, mostNamed).map(({ name }) => name[lang]));
  const who = shown.length > mostNamed ? t('attention.andMore', { names, count: shown.length }) : names;
  return {
    isWriting: writing.length > 0,
    words: t(writing.length > 0 ? 'attention.writing' : 'attention.reading', {
      names: who,
      count: shown.length,
    }),
  };
}

/** In the head of what is open, where there is room for it with nobody there: nothing moves when somebody comes. */
export function OthersHere({ of, id }: Matter) {
  const people = useOthersAt(of, id);
  const { isWriting, words } = useWords(people);
  return (
    <span role="status" className="attention-here" title={people.length > 0 ? words : undefined}>
      {people.length > 0 && (
        <Badge tone={isWriting ? 'warn' : 'accent'} icon={isWriting ? PencilLine : Eye}>
          <span className="oc-truncate">{words}</span>
        </Badge>
      )}
    </span>
  );
}

/** In a line of a list: a mark, its words for the pointer and for screen readers. */
export function OthersMark({ of, id }: Matter) {
  const people = useOthersAt(of, id);
  const { isWriting, words } = useWords(people);
  if (people.length === 0) return null;
  const Icon = isWriting ? PencilLine : Eye;
  return (
    <span className="attention-mark" data-writing={isWriting || undefined} title={words}>
      <Icon aria-hidden size="1.1em" />
      <span className="oc-hidden">{words}</span>
    </span>
  );
}
