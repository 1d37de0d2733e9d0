// What hanging up comes to, for the key and the button alike: alone with the citizen it ends the contact; with others on
// the line one only leaves, as with a desk telephone, and ending it for everybody is a choice of its own, pressed twice.
import { useTranslation } from 'react-i18next';
import { useActions } from '../../actions/registry.ts';
import { useFailureToast } from '../../api/failure-view.tsx';
import { useLine } from '../../realtime/line.tsx';
import type { Twice } from '../pressed-twice.ts';
import type { AgentPhone } from './telephone.ts';

const endId = 'end';
/** The key that hangs up, on a call of one's own or as a guest on another's: nobody is on both. */
export const hangUpAction = { id: 'call.hang_up', shortcut: 'alt+e', permission: 'desk.work' } as const;

/** Whether somebody stays with the citizen when this one of ours goes. */
export const isAccompaniedWithout = ({ staff, outside }: AgentPhone, userId: string): boolean =>
  outside.some(({ state }) => state === 'talking') ||
  staff.some((one) => one.userId !== userId && one.role === 'party');

/** Somebody is on the way to the citizen, or this page cannot know who is with them: ending would cut them off unseen. */
const mayCutOff = ({ state, invited, outside }: AgentPhone): boolean =>
  state === 'elsewhere' || invited.length > 0 || outside.some((party) => party.state === 'ringing');

/** Offers to hang up, and with others on the line to end it for all. @returns what the next press of the key does */
export function useEndOfCall({
  interactionId,
  phone,
  isAccompanied,
  twice: { armed, press },
}: {
  interactionId: string;
  phone: AgentPhone;
  isAccompanied: boolean;
  twice: Twice;
}): string | undefined {
  const { t } = useTranslation('phone');
  const line = useLine();
  const showFailure = useFailureToast();
  const end = (): void => {
    line
      ?.call('interaction:end', { interactionId })
      .then(() => phone.hangUp())
      .catch(showFailure);
  };
  const hangUp = (): void => {
    if (isAccompanied) phone.leave?.();
    else if (mayCutOff(phone)) press(endId, end);
    else end();
  };
  useActions([
    {
      ...hangUpAction,
      labelKey: isAccompanied ? 'phone:leaveToThem' : 'phone:hangUp',
      run: hangUp,
    },
    ...(isAccompanied
      ? [
          {
            id: 'call.end_for_all',
            labelKey: 'phone:endForAll' as const,
            shortcut: 'alt+q',
            permission: 'desk.work' as const,
            run: () => press(endId, end),
          },
        ]
      : []),
  ]);
  if (armed !== endId) return undefined;
  return t(isAccompanied ? 'endForAllArmed' : 'endArmed');
}
