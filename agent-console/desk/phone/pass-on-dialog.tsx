// Whom a call goes to, or who joins it: colleagues, queues, departments, numbers outside, in one list to search.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Row, SearchField, TextArea, useLang } from '../../../design/index.ts';
import { useUser } from '../../session/session.ts';
import { usePassOnTargets, usePhoneBook } from '../targets.ts';
import { type PassOnDeed, type PassOnTarget, passOnTargets } from './pass-on-list.ts';
import type { AgentPhone } from './telephone.ts';

const groups = ['typed', 'on_line', 'colleague', 'queue', 'number', 'department'] as const;
const mostOfNote = 500;
/** Digits that look like a number but are too few or too many. */
const halfNumber = /^[+\d\s()-]+$/;

function Target({ target, onDo }: { target: PassOnTarget; onDo: (deed: PassOnDeed, value: string) => void }) {
  const { t } = useTranslation('phone');
  return (
    <li className="desk-target">
      <span>
        {target.name} <span className="oc-small oc-quiet">{target.note}</span>
      </span>
      <Row gap={1}>
        {target.deeds.map(({ deed, value }) => (
          <Button
            key={deed}
            size="small"
            aria-label={t(`passOn.${deed}To`, { name: target.name })}
            onPress={() => onDo(deed, value)}
          >
            {t(`passOn.${deed}`)}
          </Button>
        ))}
      </Row>
    </li>
  );
}

export function PassOnDialog({
  phone,
  isOpen,
  written,
  onClose,
}: {
  phone: AgentPhone;
  isOpen: boolean;
  /** What the agent has written of the matter so far: it goes along, unless they say otherwise. */
  written: () => string;
  onClose: () => void;
}) {
  const { t } = useTranslation('phone');
  const user = useUser();
  const lang = useLang();
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const told = note ?? (isOpen ? written().slice(0, mostOfNote) : '');
  const { colleagues, queues } = usePassOnTargets(isOpen);
  const book = usePhoneBook();
  const deeds: Record<PassOnDeed, ((value: string, note: string) => void) | undefined> = {
    hand_over: phone.handOver,
    invite: phone.invite,
    to_agent: phone.toAgent,
    to_queue: phone.toQueue,
    add_number: phone.addNumber,
    to_number: phone.toNumber,
  };
  const isOnLine = (userId: string): boolean => phone.staff.some((one) => one.userId === userId);
  const isInvited = (userId: string): boolean => phone.invited.some((one) => one.userId === userId);
  const found = passOnTargets(
    {
      onTheLine: phone.staff.filter(({ userId, role }) => userId !== user.id && role === 'party'),
      colleagues: colleagues.filter(
        ({ userId }) => userId !== user.id && !isOnLine(userId) && !isInvited(userId),
      ),
      queues,
      book,
    },
    typed,
    {
      lang,
      waiting: (count) => t('waiting', { count }),
      closed: t('passOn.closed'),
      nobodyThere: t('passOn.nobodyThere'),
      inContacts: t('passOn.inContacts'),
    },
  ).map((target) => ({ ...target, deeds: target.deeds.filter(({ deed }) => deeds[deed] !== undefined) }));
  const close = (): void => {
    setTyped('');
    setNote(null);
    onClose();
  };
  const act = (deed: PassOnDeed, value: string): void => {
    deeds[deed]?.(value, told);
    close();
  };
  const isWrong = found.length === 0 && halfNumber.test(typed);
  return (
    <Dialog title={t('passOn.title')} isOpen={isOpen} onOpenChange={(open) => !open && close()} size="large">
      <div className="desk-targets">
        <SearchField
          autoFocus
          label={t('passOn.search')}
          value={typed}
          onChange={setTyped}
          onSubmit={() => {
            const [first] = found[0]?.deeds ?? [];
            if (first && typed.trim() !== '') act(first.deed, first.value);
          }}
        />
        <TextArea
          label={t('passOn.note')}
          description={t('passOn.noteNote')}
          rows={2}
          maxLength={mostOfNote}
          value={told}
          onChange={setNote}
        />
        {groups.map((group) => {
          const rows = found.filter((target) => target.group === group);
          if (rows.length === 0) return null;
          return (
            <section key={group}>
              <h3 className="desk-heading">{t(`passOn.group.${group}`)}</h3>
              <ul className="desk-target-list">
                {rows.map((target) => (
                  <Target key={target.id} target={target} onDo={act} />
                ))}
              </ul>
            </section>
          );
        })}
        {found.length === 0 && <p className="oc-quiet">{t(isWrong ? 'passOn.noNumber' : 'passOn.nobody')}</p>}
      </div>
    </Dialog>
  );
}
