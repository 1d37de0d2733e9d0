// The numbers of a citizen: each can be called, or marked as not to be called.
import { Phone, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconToggle, Row, Stack, StatusDot } from '../../design/index.ts';
import type { ScreenPop } from '../../server/desk/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { CallCitizen } from './call-citizen.tsx';
import { useDoNotCall, useLift, useMark } from './do-not-call-data.ts';
import { useNumberName } from './number-name.ts';

function CitizenNumber({
  citizenId,
  number,
  isVoice,
  canCall,
}: {
  citizenId: string;
  number: string;
  /** The citizen says it on the telephone just now. */
  isVoice: boolean;
  canCall: boolean;
}) {
  const { t } = useTranslation('outbound');
  const nameOf = useNumberName();
  const showFailure = useFailureToast();
  const isMarked = useDoNotCall(number).data?.items.some((mark) => mark.number === number) ?? false;
  const mark = useMark();
  const lift = useLift();
  const change = (on: boolean): void => {
    if (on) mark.mutate({ number, source: isVoice ? 'voice' : 'console' }, { onError: showFailure });
    else lift.mutate({ number, reason: t('citizenAsked') }, { onError: showFailure });
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
  const phones = citizen.contactPoints.flatMap(({ kind, value }) => (kind === 'phone' ? [value] : []));
  const hasBrowser = citizen.contactPoints.some(({ kind }) => kind === 'web');
  const numbers = [...new Set([...phones, ...(hasBrowser ? [`client:${citizen.id}`] : [])])];
  const isVoice = conversation.channel === 'voice' && interaction?.state === 'active';
  return (
    <section>
      <h3 className="desk-heading">{t('numbers')}</h3>
      <Stack gap={0}>
        {numbers.length === 0 && <p className="oc-quiet oc-small">{t('noNumbers')}</p>}
        {numbers.map((number) => (
          <CitizenNumber
            key={number}
            citizenId={citizen.id}
            number={number}
            isVoice={isVoice}
            canCall={!isVoice}
          />
        ))}
      </Stack>
    </section>
  );
}
