// What a citizen's page shows of a call that we are to make.
import type { Routing } from '../../routing/index.ts';
import type { ExpectedCall } from '../hotline/contract.ts';

export async function expectedCallOf(routing: Routing, citizenId: string): Promise<ExpectedCall> {
  const open = await routing.callbackOf(citizenId);
  if (!open) return { expected: null };
  const { interaction, isRinging } = open;
  const isLater = interaction.notBefore !== null && Date.parse(interaction.notBefore) > Date.now();
  const turn = isLater ? { position: null, estimatedWaitS: null } : await routing.turnOf(interaction);
  return {
    expected: {
      interactionId: interaction.id,
      state: isRinging ? 'ringing' : 'waiting',
      ...turn,
      notBefore: isLater ? interaction.notBefore : null,
    },
  };
}
