// The numbers of a citizen: each can be called, or marked as not to be called.
import { useQueryClient } from '@tanstack/react-query';
import { Phone, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconToggle, Row, Stack, StatusDot } from '../../design/index.ts';
import type { ScreenPop } from '../../server/desk/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { CallCitizen } from './call-citizen.tsx';
import { useLift, useMark } from './do-not-call-data.ts';
import { useNumberName } from './number-name.ts';

function CitizenNumber({
  citizenId,
  number,
  isMarked,
  isVoice,
  canCall,
}: {
  citizenId: string;
  /** As it is shown: starred out. */
  number: string;
  isMarked: boolean;
  /** The citizen says it on the telephone just now. */
  isVoice: boolean;
  canCall: boolean;
}) {
  const { t } = useTranslation('outbound');
  const nameOf = useNumberName();
  const showFailure = useFailureToast();
  const client = useQueryClient();
  const mark = useMark();
  const lift = useLift();
  const change = (on: boolean): void => {
    const told = {
      onError: showFailure,
      onSettled: () => void client.invalidateQueries({ queryKey: ['desk', 'conversation'] }),
    };
    if (on) mark.mutate({ number, citizenId, source: isVoice ? 'voice' : 'console' }, told);
    else lift.mutate({ number, citizenId, reason: t('citizenAsked') }, told);
  };
  return (
    <Row justify="between" className="desk-line">
      <Row gap={2}>
        <span>{nameOf(number)}</span>
        {isMarked && <StatusDot tone="warn" label={t('marked')} />}
      </Row>
      <Row gap={1}>
        <IconToggle
          icon={isMarked ? PhoneOff : Phone}
          label={t('markNumber', { number: nameOf(number) })}
          isSelected={isMarked}
          isDisabled={mark.isPending || lift.isPending}
          onChange={change}
        />
        {canCall && <CallCitizen about={{ about: 'citizen', id: citizenId, number }} />}
      </Row>
    </Row>
  );
}

export function CitizenNumbers({ pop }: { pop: ScreenPop }) {
  const { t } = useTranslation('outbound');
  const { citizen, interaction, conversation } = pop;
  const numbers = new Map(
    citizen.contactPoints
      .filter(({ kind }) => kind !== 'email')
      .toSorted((one, other) => Number(one.kind === 'web') - Number(other.kind === 'web'))
      .map(({ kind, value, isNotToBeCalled }) => [
        kind === 'phone' ? value : `client:${citizen.id}`,
        isNotToBeCalled,
      ]),
  );
  const isVoice = conversation.channel === 'voice' && interaction?.state === 'active';
  return (
    <section>
      <h3 className="desk-heading">{t('numbers')}</h3>
      <Stack gap={0}>
        {numbers.size === 0 && <p className="oc-quiet oc-small">{t('noNumbers')}</p>}
        {[...numbers].map(([number, isMarked]) => (
          <CitizenNumber
            key={number}
            citizenId={citizen.id}
            number={number}
            isMarked={isMarked}
            isVoice={isVoice}
            canCall={!isVoice}
          />
        ))}
      </Stack>
    </section>
  );
}
