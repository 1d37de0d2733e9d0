// What one can do here: reach a person first, then file, follow, and read, each kind under its own heading.
import {
  FilePenLine,
  FileSearch,
  HandHelping,
  Headset,
  ListChecks,
  MessageCircle,
  MessageSquareText,
  MessagesSquare,
  Phone,
  Scale,
  SearchCheck,
  Ticket,
  Vote,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LinkButton, PlainButton } from '../../design/native.tsx';
import { AnswersAlways } from '../shell/answers-always.tsx';

const groups = [
  {
    name: 'filing',
    ways: [
      { text: 'file', icon: FilePenLine, href: '/filing' },
      { text: 'proxy', icon: HandHelping, href: '/proxy' },
      { text: 'petition', icon: Scale, href: '/petition' },
    ],
  },
  {
    name: 'following',
    ways: [
      { text: 'follow', icon: Ticket, href: '/ticket' },
      { text: 'matters', icon: ListChecks, href: '/matters' },
      { text: 'progress', icon: SearchCheck, href: '/progress' },
    ],
  },
  {
    name: 'openness',
    ways: [
      { text: 'replies', icon: MessagesSquare, href: '/replies' },
      { text: 'disclosure', icon: FileSearch, href: '/disclosure' },
      { text: 'participation', icon: Vote, href: '/participation' },
    ],
  },
] as const;

/** The ways to a person and to each page; `words` asked so far go along where they begin something. */
export function Ways({ words, onTalk }: { words: string; onTalk: () => void }) {
  const { t } = useTranslation('portal');
  const carried = words && `#${new URLSearchParams({ words })}`;
  return (
    <nav className="portal-ways" aria-label={t('ways.label')}>
      <section>
        <h2 className="oc-title">{t('ways.person')}</h2>
        <div>
          <PlainButton variant="primary" size="large" icon={MessageCircle} onClick={onTalk}>
            {t('talk')}
          </PlainButton>
          <LinkButton size="large" icon={Phone} href="tel:12345">
            {t('call')}
          </LinkButton>
          <LinkButton size="large" icon={MessageSquareText} href="sms:12345">
            {t('text')}
          </LinkButton>
          <LinkButton size="large" icon={Headset} href="/call">
            {t('callHere')}
          </LinkButton>
        </div>
        <p className="oc-quiet">
          {t('sms')} <AnswersAlways />
        </p>
      </section>
      {groups.map(({ name, ways }) => (
        <section key={name}>
          <h2 className="oc-title">{t(`ways.${name}`)}</h2>
          <div>
            {ways.map(({ text, icon, href }) => (
              <LinkButton
                key={href}
                size="large"
                icon={icon}
                href={href === '/filing' ? `${href}${carried}` : href}
              >
                {t(text)}
              </LinkButton>
            ))}
          </div>
        </section>
      ))}
    </nav>
  );
}
