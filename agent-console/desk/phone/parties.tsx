// Who is on the line besides oneself and the citizen: colleagues by name, numbers outside with how they stand.
import { PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton, StatusDot, useLang } from '../../../design/index.ts';
import { useUser } from '../../session/session.ts';
import { nameInBook, usePhoneBook } from '../targets.ts';
import type { AgentPhone, OutsideParty } from './telephone.ts';

const tones = { ringing: 'warn', talking: 'ok', failed: 'danger' } as const;

function Outside({ party, onDrop }: { party: OutsideParty; onDrop: ((id: string) => void) | undefined }) {
  const { t } = useTranslation('phone');
  const lang = useLang();
  const name = nameInBook(usePhoneBook(), party.number)?.[lang];
  const who = name ? `${name} ${party.number}` : party.number;
  const state = party.failure ? t(`outside.${party.failure}`) : t(`outside.${party.state}`);
  return (
    <li className="desk-party">
      <span className="oc-truncate">{who}</span>
      <StatusDot tone={tones[party.state]} label={state} />
      {onDrop && party.state !== 'failed' && (
        <IconButton
          size="small"
          icon={PhoneOff}
          label={t('outside.drop', { who })}
          onPress={() => onDrop(party.partyId)}
        />
      )}
    </li>
  );
}

export function Parties({ phone }: { phone: AgentPhone }) {
  const { t } = useTranslation('phone');
  const user = useUser();
  const lang = useLang();
  const others = phone.staff.filter(({ userId, role }) => userId !== user.id && role !== 'monitor');
  if (others.length + phone.outside.length + phone.invited.length === 0) return null;
  return (
    <ul className="desk-parties" aria-label={t('parties')} aria-live="polite">
      {others.map(({ userId, name, role }) => (
        <li key={userId} className="desk-party">
          <span className="oc-truncate">{name[lang]}</span>
          <StatusDot tone="ok" label={t(`role.${role}`)} />
        </li>
      ))}
      {phone.invited.map(({ userId, name }) => (
        <li key={userId} className="desk-party">
          <span className="oc-truncate">{name[lang]}</span>
          <StatusDot tone="warn" label={t('outside.ringing')} />
          {phone.withdraw && (
            <IconButton
              size="small"
              icon={PhoneOff}
              label={t('withdraw', { name: name[lang] })}
              onPress={() => phone.withdraw?.(userId)}
            />
          )}
        </li>
      ))}
      {phone.outside.map((party) => (
        <Outside key={party.partyId} party={party} onDrop={phone.drop} />
      ))}
    </ul>
  );
}
