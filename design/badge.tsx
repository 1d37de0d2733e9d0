// Small marks: badge, status dot, avatar, channel. Colour never stands alone: words or shape say the same.
import './mark.css';
import {
  Globe,
  Mail,
  type LucideIcon,
  MessageCircle,
  MessageSquareText,
  Phone,
  UserRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger';

/** A word with a tone: state, kind, urgency. */
export function Badge({
  tone = 'neutral',
  icon: Icon,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <span className="oc-badge" data-tone={tone}>
      {Icon && <Icon aria-hidden />}
      {children}
    </span>
  );
}

/** Each tone has its own shape: ring, disc, diamond, square. */
const shapes: Record<Tone, ReactNode> = {
  neutral: <circle cx="6" cy="6" r="4.5" />,
  accent: <circle cx="6" cy="6" r="2.5" />,
  ok: <circle cx="6" cy="6" r="4" />,
  warn: <path d="M6 1.5 10.5 6 6 10.5 1.5 6Z" />,
  danger: <path d="M2 2h8v8H2Z" />,
};

/** A state by shape and colour with its word; `isLabelHidden` keeps the word for screen readers only. */
export function StatusDot({
  tone,
  label,
  isLabelHidden,
}: {
  tone: Tone;
  label: string;
  isLabelHidden?: boolean;
}) {
  return (
    <span className="oc-status">
      <svg className="oc-dot" viewBox="0 0 12 12" data-tone={tone} aria-hidden>
        {shapes[tone]}
      </svg>
      <span className={isLabelHidden ? 'oc-hidden' : undefined}>{label}</span>
    </span>
  );
}

const han = /\p{Script=Han}/u;

/**
 * What stands for a name: the surname before a form of address, the last two characters of a Chinese name, the initials
 * of another name.
 * @param titles forms of address that follow a surname, separated by spaces
 */
export function initialsOf(name: string, titles = ''): string {
  const trimmed = name.trim();
  const isAddress = titles.split(' ').some((title) => title !== '' && trimmed.endsWith(title));
  if (isAddress) return [...trimmed][0] ?? '';
  if (han.test(trimmed))
    return [...trimmed]
      .filter((sign) => han.test(sign))
      .slice(-2)
      .join('');
  const words = trimmed.split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** A person. Its name must stand beside it or in `label`. */
export function Avatar({
  name,
  kind = 'staff',
  size = 'medium',
  label,
}: {
  /** Absent for an unknown citizen. */
  name?: string | null;
  kind?: 'staff' | 'citizen';
  size?: 'small' | 'medium' | 'large';
  label?: string;
}) {
  const { t } = useTranslation('design');
  const named = label ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': true } as const);
  return (
    <span className="oc-avatar" data-kind={kind} data-size={size} {...named}>
      {name ? initialsOf(name, t('avatar.titles')) : <UserRound />}
    </span>
  );
}

export type Channel = 'voice' | 'chat' | 'sms' | 'web' | 'email';
const channelIcons: Record<Channel, LucideIcon> = {
  voice: Phone,
  chat: MessageCircle,
  sms: MessageSquareText,
  web: Globe,
  email: Mail,
};

/** The channel of a contact, as an icon with its name for screen readers, or with the name shown. */
export function ChannelMark({ channel, isLabelShown }: { channel: Channel; isLabelShown?: boolean }) {
  const { t } = useTranslation('design');
  const Icon = channelIcons[channel];
  return (
    <span className="oc-status oc-quiet" title={t(`channel.${channel}`)}>
      <Icon size="1.1em" aria-hidden />
      <span className={isLabelShown ? undefined : 'oc-hidden'}>{t(`channel.${channel}`)}</span>
    </span>
  );
}
