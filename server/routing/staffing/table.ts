// How many agents for which target, from what comes in. Pure; the console's calculator runs it in the browser.
import type { StaffedHour, StaffingLoad, StaffingOutcome, StaffingTarget } from './contract.ts';
import { agentsNeeded, forecast } from './erlang.ts';

const centreOf = ({ contactsPerHour, serviceS, patienceS }: StaffingLoad) => ({
  arrivalsPerS: contactsPerHour / 3_600,
  serviceS,
  patienceS: patienceS ?? undefined,
});

/**
 * What so many agents come to.
 * @returns null when there is nothing to say: nobody comes, nobody is there, or the line would grow for ever
 */
export function outcomeOf(load: StaffingLoad, agents: number, withinS: number): StaffingOutcome | null {
  const centre = centreOf(load);
  const growsForEver = load.patienceS === null && centre.arrivalsPerS * load.serviceS >= agents;
  if (agents < 1 || load.contactsPerHour === 0 || growsForEver) return null;
  const { serviceLevel, meanWaitS, occupancy, abandonment } = forecast({ ...centre, agents }, withinS);
  return { serviceLevel, meanWaitS, occupancy, abandonment };
}

/** Fewest agents who reach the target, each hour taken as if it went on for ever. None when nobody comes. */
export function agentsFor(load: StaffingLoad, { share, withinS }: StaffingTarget): number {
  if (load.contactsPerHour === 0) return 0;
  return agentsNeeded(centreOf(load), { serviceLevel: share, thresholdS: withinS });
}

/** The agents that an hour needs, and what they come to. */
export function staffHour<Hour extends { contacts: number }>(
  hour: Hour,
  pace: Pick<StaffingLoad, 'serviceS' | 'patienceS'>,
  target: StaffingTarget,
): Hour & Pick<StaffedHour, 'agents' | 'outcome'> {
  const load = { ...pace, contactsPerHour: hour.contacts };
  const agents = agentsFor(load, target);
  return { ...hour, agents, outcome: outcomeOf(load, agents, target.withinS) };
}

/**
 * Mean patience in seconds, from everybody's waiting: whoever was accepted would have waited longer still, so their time
 * counts and they do not. The maximum likelihood estimator of an exponential time that is censored (Epstein and Sobel
 * 1953, “Life testing”; for centres like this one Brown et al. 2005, “Statistical analysis of a telephone call center”).
 * @returns null when nobody gave up
 */
export function meanPatienceS(waitedS: number, abandoned: number): number | null {
  return abandoned === 0 ? null : waitedS / abandoned;
}
