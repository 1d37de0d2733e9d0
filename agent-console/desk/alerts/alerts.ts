// Calls the agent: sound and desktop notice, in one tab only, as that person wants it. Kept in this browser.
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useEffectEvent, useRef } from 'react';
import { readNow, showToast, useLang } from '../../../design/index.ts';
import type { Desk } from '../../../server/desk/contract.ts';
import { useNews } from '../../realtime/line.tsx';
import { useUser } from '../../session/session.ts';
import { type AlertKind, type Alerts, alertsSchema, isLeftInPeace, kindOfOffer } from './rules.ts';
import { playTone } from './tones.ts';

const muteKey = 'onecall.mute';

/** All sounds off, for whoever sits at this browser. */
export function isMuted(): boolean {
  return localStorage.getItem(muteKey) === '1';
}

export function setMuted(muted: boolean): void {
  localStorage.setItem(muteKey, muted ? '1' : '0');
}

/** Several people take turns at one desk: each has their own. */
const keyOf = (username: string): string => `onecall.alerts.${username}`;

export function readAlerts(username: string): Alerts {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(username)) ?? '{}');
    return alertsSchema.catch(alertsSchema.parse({})).parse(kept);
  } catch {
    return alertsSchema.parse({});
  }
}

export function keepAlerts(username: string, alerts: Alerts): void {
  localStorage.setItem(keyOf(username), JSON.stringify(alerts));
}

/** Whether the browser may show notices; `unknown` to a browser that has none. */
export function desktopPermission(): NotificationPermission | 'unknown' {
  return 'Notification' in window ? Notification.permission : 'unknown';
}

const holdMs = 5_000;

/** The tab that is looked at answers first, then one that can be seen, then whichever. */
const delayMs = (): number => (document.hidden ? 240 : document.hasFocus() ? 0 : 120);

/** Whether this tab is the one that calls for `what`: several hear the same news. */
async function isOurs(what: string): Promise<boolean> {
  // Only on pages that came over HTTPS or from this machine, which a telephone needs as well.
  const locks: LockManager | undefined = navigator.locks;
  await new Promise((resolve) => setTimeout(resolve, delayMs()));
  if (!locks) return true;
  return new Promise((resolve) => {
    void locks.request(`onecall.alert.${what}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise((done) => setTimeout(done, holdMs));
    });
  });
}

async function call(what: string, alerts: Alerts, kind: AlertKind, words: { title: string; body: string }) {
  if (!(await isOurs(what))) return;
  const { tone, volume, isOnDesktop } = alerts[kind];
  if (!isMuted() && tone !== 'none') playTone(tone, volume);
  const isLookedAt = !document.hidden && document.hasFocus();
  if (!isOnDesktop || isLookedAt || desktopPermission() !== 'granted') return;
  const notice = new Notification(words.title, { body: words.body, tag: what });
  notice.addEventListener('click', () => {
    window.focus();
    notice.close();
  });
}

/** Calls on every page; once, in the frame of all of them. */
export function useAlerts(desk: Desk | undefined): void {
  const { t } = useTranslation(['desk', 'shell', 'phone']);
  const { username } = useUser();
  const lang = useLang();
  const [location, navigate] = useLocation();
  const shown = useRef(new Map<string, () => void>());
  const agentNow = useEffectEvent(() => ({
    presence: desk?.presence.state ?? 'offline',
    isInWrapUp: desk?.inbox.some(({ interaction }) => interaction.state === 'wrap_up') ?? false,
    isOnCall:
      desk?.inbox.some(
        ({ interaction }) => interaction.state === 'active' && interaction.channel === 'voice',
      ) ?? false,
  }));
  useNews('offer', (offer) => {
    const title = offer.citizenName ?? t('citizen.unknown');
    void call(offer.id, readAlerts(username), kindOfOffer(offer), { title, body: offer.preview });
    if (location.startsWith('/desk')) return;
    const close = showToast({
      tone: 'accent',
      title: t('offer.title'),
      description: title,
      action: { label: t('offer.look'), run: () => navigate('/desk') },
    });
    shown.current.set(offer.id, close);
  });
  useNews('offer_ended', ({ offerId }) => {
    shown.current.get(offerId)?.();
    shown.current.delete(offerId);
  });
  // A colleague rings until somebody answers; it is heard once.
  useNews('phone', (news) => {
    const key = `invitation ${news.interactionId}`;
    if (news.what === 'over' || news.what === 'asked_no_more') {
      shown.current.get(key)?.();
      shown.current.delete(key);
    }
    if (news.what !== 'ring' || !news.inviter || shown.current.has(key)) return;
    const title = t('phone:invitation', { name: news.inviter[lang] });
    const body = news.caller?.name ?? t('citizen.unknown');
    void call(key, readAlerts(username), 'voice', { title, body });
    const close = location.startsWith('/desk')
      ? () => undefined
      : showToast({
          tone: 'accent',
          title,
          description: body,
          action: { label: t('offer.look'), run: () => navigate('/desk') },
        });
    shown.current.set(key, close);
  });
  // Who waits for a call may not look at the screen: they would be gone when it comes.
  useNews('idle', ({ endsAt }) => {
    if (endsAt === null || agentNow().presence !== 'available') return;
    const count = Math.max(0, Math.ceil((Date.parse(endsAt) - readNow()) / 1_000));
    const words = { title: t('shell:idle.title'), body: t('shell:idle.note', { count }) };
    void call('idle', readAlerts(username), 'voice', words);
  });
  useNews('message', (message) => {
    const isInHand = desk?.inbox.some(
      ({ interaction }) => interaction.conversationId === message.conversationId,
    );
    if (message.author !== 'citizen' || !isInHand || isLeftInPeace('message', agentNow())) return;
    void call(message.id, readAlerts(username), 'message', {
      title: t('alerts.kind.message'),
      body: message.text,
    });
  });
}
