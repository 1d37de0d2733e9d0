// Whoever is turned away, or does not want to wait, leaves the matter as a ticket or is called back.
import type { Texts } from '../admin/index.ts';
import { cityTimeZone } from '../calendar/index.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { InteractionView } from '../routing/contract.ts';
import { type CallingWindow, type Routing, refusalHoldsMin } from '../routing/index.ts';
import { normalisePhone } from './core.ts';
import { queueSms } from './sms/outgoing.ts';
import { conversationFor, isHardship, lockCitizen } from './store.ts';

/** What a text message chooses, as the refusal says it. */
const smsChoices: Readonly<Record<string, 'ticket' | 'callback'>> = {
  '1': 'ticket',
  '１': 'ticket',
  '2': 'callback',
  '２': 'callback',
};

/** The city's clock, for times in text messages. */
const cityTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: cityTimeZone,
  dateStyle: 'short',
  timeStyle: 'short',
});

export class WaysOut {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #texts: Texts;

  constructor(deps: { database: Database; routing: Routing; texts: Texts }) {
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#texts = deps.texts;
  }

  /**
   * The citizen's words of a contact that was turned away become a ticket. Asked again, it is the same one.
   * @throws AppError `wrong_state` when the latest contact was not turned away
   */
  async leaveMatter(citizenId: string, conversationId: string, phone: string | undefined): Promise<void> {
    await this.#database.change(async (change) => {
      await lockCitizen(change.sql, citizenId);
      const refused = await this.#refused(conversationId);
      if (!refused) throw new AppError('wrong_state');
      change.emit('matter.left', {
        interactionId: refused.id,
        phone: phone === undefined ? null : normalisePhone(phone),
      });
    });
  }

  /**
   * Calls the citizen back: on the telephone given, else in the browser that they use.
   * @throws AppError `closed_hours` when nobody is there at the time asked for
   */
  async wantCallback(
    citizenId: string,
    lang: Lang,
    wish: { phone?: string | undefined; window?: CallingWindow | undefined },
  ): Promise<{ notBefore: string | null }> {
    const { phone, window } = wish;
    const { notBefore } = await this.#database.change((change) =>
      this.#openCallback(change, {
        citizenId,
        lang,
        window,
        number: phone === undefined ? `client:${citizenId}` : normalisePhone(phone),
      }),
    );
    return { notBefore };
  }

  /** Says by text message that nobody can be asked now, and what can be done instead. Once for each contact. */
  async tellBySms(
    change: Change,
    { id, queueCode, refusal }: InteractionView,
    to: { phone: string; lang: Lang },
  ): Promise<void> {
    if (await change.tx.smsOut.findUnique({ where: { id }, select: { id: true } })) return;
    const opensAt = await this.#routing.nextOpening(queueCode);
    const key = refusal === 'closed' ? 'sms.refused_closed' : 'sms.refused_full';
    const text = this.#texts.render(key, to.lang, { time: opensAt ? cityTime.format(opensAt) : '' });
    await queueSms(change, { id, to: to.phone, text });
  }

  /**
   * Takes `1` or `2` from somebody who was turned away, as long as the refusal holds.
   * @returns whether it was such a choice
   */
  async takeSmsChoice(
    change: Change,
    from: { conversationId: string; phone: string; lang: Lang },
    text: string,
  ): Promise<boolean> {
    const choice = smsChoices[text.trim()];
    const refused = choice && (await this.#refused(from.conversationId));
    if (!refused || Date.now() - Date.parse(refused.arrivedAt) > refusalHoldsMin * 60_000) return false;
    const { phone } = from;
    if (choice === 'ticket') {
      change.emit('matter.left', { interactionId: refused.id, phone });
      return true;
    }
    const { citizenId, lang } = refused;
    await this.#openCallback(change, { citizenId, lang, number: phone });
    await queueSms(change, { to: phone, text: this.#texts.render('sms.callback_promised', lang) });
    return true;
  }

  async #refused(conversationId: string): Promise<InteractionView | null> {
    const latest = await this.#routing.latestInteraction(conversationId);
    return latest?.state === 'refused' ? latest : null;
  }

  async #openCallback(
    change: Change,
    wish: { citizenId: string; lang: Lang; number: string; window?: CallingWindow | undefined },
  ): Promise<InteractionView> {
    const { citizenId, lang } = wish;
    const conversation = await conversationFor(change, citizenId, 'voice', lang);
    return this.#routing.openCallback(change, {
      ...wish,
      conversationId: conversation.id,
      isHardship: await isHardship(change.sql, citizenId),
    });
  }
}
