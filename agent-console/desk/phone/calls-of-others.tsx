// The telephone on the desk's page, open as long as the page is, and the calls of others: a colleague asks one to join, or one is on the line as a guest or supervisor. Shown where offers are.
import { Check, LogOut, X } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice, Row, showToast, useLang } from '../../../design/index.ts';
import { type PhoneRole, phoneRoleSchema } from '../../../server/intake/hotline/contract.ts';
import { may } from '../../../server/platform/auth/roles.ts';
import { ActionButton } from '../../actions/action-button.tsx';
import { useActions } from '../../actions/registry.ts';
import { useNews } from '../../realtime/line.tsx';
import { useUser } from '../../session/session.ts';
import { OfferKey, offerKeys, SecondsLeft } from '../offers.tsx';
import { usePhoneBook } from '../targets.ts';
import { useAgentPhone } from './agent-phone.ts';
import { hangUpAction, isAccompaniedWithout } from './end-of-call.ts';
import { readFollowing, stopFollowing, subscribeFollowing } from './following.ts';
import { LineFault } from './line-fault.tsx';
import { MuteToggle } from './mute-toggle.tsx';
import type { AgentPhone, CallerInSight } from './telephone.ts';

/** A supervisor changes between listening, prompting and talking. */
function Roles({ phone, own }: { phone: AgentPhone; own: PhoneRole }) {
  const { t } = useTranslation('phone');
  return (
    <Row>
      {phoneRoleSchema.options.map((role) => (
        <Button
          key={role}
          size="small"
          variant={role === own ? 'primary' : 'secondary'}
          aria-pressed={role === own}
          onPress={() => phone.changeRole?.(role)}
        >
          {t(`role.${role}`)}
        </Button>
      ))}
    </Row>
  );
}

function Caller({ caller: { name, words } }: { caller: CallerInSight }) {
  const { t } = useTranslation('desk');
  return (
    <p className="desk-offer-words">
      {name ?? t('citizen.unknown')}
      {words && ` · ${words}`}
    </p>
  );
}

/** The call that was listened to is on its way to the next agent. */
function FollowedCall() {
  const { t } = useTranslation('phone');
  return (
    <section className="desk-offer" aria-label={t('followed')}>
      <strong>{t('followed')}</strong>
      <Notice tone="warn">{t('following')}</Notice>
      <Row>
        <Button variant="quiet" icon={X} onPress={stopFollowing}>
          {t('stopFollowing')}
        </Button>
      </Row>
    </section>
  );
}

function GuestCall({ phone, isFollowed }: { phone: AgentPhone; isFollowed: boolean }) {
  const { t } = useTranslation('phone');
  const user = useUser();
  const lang = useLang();
  const own = phone.staff.find(({ userId }) => userId === user.id);
  // Only a supervisor may be there without being heard: the citizen hears music, and soon waits again.
  const heard = { ...phone, staff: phone.staff.filter(({ isSilent = false }) => !isSilent) };
  const isAlone = own !== undefined && own.role !== 'party' && !isAccompaniedWithout(heard, own.userId);
  const names = heard.staff.filter((one) => one !== own).map(({ name }) => name[lang]);
  useActions([
    {
      ...hangUpAction,
      labelKey: 'phone:leave',
      run: () => {
        stopFollowing();
        phone.leave?.();
        phone.hangUp();
      },
    },
  ]);
  return (
    <section className="desk-offer" aria-label={t('guest')}>
      <strong>{t(phone.state === 'failed' ? 'guestCut' : 'guest')}</strong>
      {phone.caller && <Caller caller={phone.caller} />}
      {names.length > 0 && <p>{t('onTheLine', { names: names.join(t('nameSeparator')) })}</p>}
      <LineFault phone={phone} onRejoin={phone.rejoin} isGuest />
      {isFollowed && names.length > 0 && <Notice tone="ok">{t('followedTo')}</Notice>}
      {isAlone && <Notice tone="warn">{t('agentGone')}</Notice>}
      {phone.isHeld && <Notice tone="warn">{t('guestHeld')}</Notice>}
      {own && may(user.roles, 'routing.steer') && <Roles phone={phone} own={own.role} />}
      <Row>
        <MuteToggle phone={phone} />
        <ActionButton id={hangUpAction.id} icon={LogOut} />
      </Row>
    </section>
  );
}

/** What is told of somebody else's contact, by how the reader is on the line. */
const theirs = {
  left: 'theirsNow',
  party: 'theirsWithYou',
  monitor: 'theirsHeard',
  whisper: 'theirsHeard',
} as const;

const notComing = { declined: 'declined', no_answer: 'noAnswer', gone: 'gone' } as const;

/** Says when a colleague who was asked does not come, and who has a contact that changed hands on the line. */
function useOthersNews(): void {
  const { t } = useTranslation('phone');
  const lang = useLang();
  useNews('phone', (news) => {
    if (news.what === 'declined')
      showToast({
        tone: 'warn',
        title: t(notComing[news.end ?? 'declined'], { name: news.who?.[lang] ?? '' }),
      });
    if (news.what === 'handed_over')
      showToast({
        tone: 'ok',
        title: news.isYours
          ? t('yoursNow', { name: news.from?.[lang] ?? '' })
          : t(theirs[news.role ?? 'left'], { name: news.to?.[lang] ?? '' }),
      });
  });
}

/**
 * @param inHand interactions of one's own: their calls have a panel beside the conversation
 * @param isRinging a contact rings: the keys that take and decline are its
 */
export default function CallsOfOthers({
  inHand,
  isRinging = false,
}: {
  inHand: readonly string[];
  isRinging?: boolean;
}) {
  const { t } = useTranslation('phone');
  const phone = useAgentPhone();
  const lang = useLang();
  useOthersNews();
  // The numbers for danger are on their keys when a call begins, not a moment later.
  usePhoneBook();
  const isAsked = phone.invitation !== null && !isRinging;
  useActions([
    {
      id: 'call.join',
      labelKey: 'phone:join',
      ...offerKeys.accept,
      permission: 'desk.work',
      isEnabled: isAsked,
      run: () => phone.answerInvitation(true),
    },
    {
      id: 'call.decline',
      labelKey: 'phone:later',
      ...offerKeys.decline,
      permission: 'desk.work',
      isEnabled: isAsked,
      run: () => phone.answerInvitation(false),
    },
  ]);
  useEffect(() => {
    if (phone.broken) showToast({ tone: 'warn', title: t('broken') });
  }, [phone.broken, t]);
  const following = useSyncExternalStore(subscribeFollowing, readFollowing);
  const isGuest = phone.interactionId !== null && !inHand.includes(phone.interactionId);
  return (
    <div aria-live="assertive">
      {phone.invitation && (
        <section className="desk-offer" aria-label={t('title')}>
          <Row justify="between">
            <strong>{t('invitation', { name: phone.invitation.inviter[lang] })}</strong>
            {phone.invitation.until && <SecondsLeft until={phone.invitation.until} />}
          </Row>
          {phone.invitation.caller && <Caller caller={phone.invitation.caller} />}
          <Row wraps>
            <Button variant="primary" icon={Check} onPress={() => phone.answerInvitation(true)}>
              {t('join')}
              {isAsked && <OfferKey {...offerKeys.accept} />}
            </Button>
            <Button variant="quiet" icon={X} onPress={() => phone.answerInvitation(false)}>
              {t('later')}
              {isAsked && <OfferKey {...offerKeys.decline} />}
            </Button>
          </Row>
        </section>
      )}
      {following?.state === 'waiting' && <FollowedCall />}
      {isGuest && <GuestCall phone={phone} isFollowed={following?.interactionId === phone.interactionId} />}
    </div>
  );
}
