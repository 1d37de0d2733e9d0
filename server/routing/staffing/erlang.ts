// What theory says of a centre with one kind of work: Erlang C (everybody waits) and Erlang A (some give up).

/** Rates are per second; `patienceS` is the mean of an exponential patience, absent when nobody gives up. */
export interface Centre {
  arrivalsPerS: number;
  serviceS: number;
  agents: number;
  patienceS?: number | undefined;
}

export interface Forecast {
  /** Share of arrivals who wait at all. */
  waitProbability: number;
  /** Mean wait until served or given up, in seconds, over all arrivals. */
  meanWaitS: number;
  /** Share of arrivals served within the threshold. */
  serviceLevel: number;
  /** Share of arrivals who give up. */
  abandonment: number;
  /** Share of the agents' time that is spent serving. */
  occupancy: number;
}

/** Beyond this share of the largest probability a state no longer counts. */
const negligible = 1e-14;
const mostStates = 200_000;

/**
 * Probabilities of so many contacts in the centre, in the long run: birth and death with arrivals λ, and ends at
 * min(n, s)·μ + max(n − s, 0)·θ. Scaled by the largest, so that no size over- or underflows.
 * @throws RangeError when nobody gives up and more arrives than can be served
 */
export function stationary({ arrivalsPerS, serviceS, agents, patienceS }: Centre): number[] {
  const giveUp = patienceS === undefined ? 0 : 1 / patienceS;
  if (giveUp === 0 && arrivalsPerS * serviceS >= agents)
    throw new RangeError('more arrives than can be served');
  const endRate = (n: number) => Math.min(n, agents) / serviceS + Math.max(n - agents, 0) * giveUp;
  const logs = [0];
  let largest = 0;
  for (let n = 1; n < mostStates; n += 1) {
    const log = (logs[n - 1] ?? 0) + Math.log(arrivalsPerS / endRate(n));
    logs.push(log);
    largest = Math.max(largest, log);
    if (n > agents && log < largest + Math.log(negligible)) break;
  }
  const weights = logs.map((log) => Math.exp(log - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * Erlang C, or Erlang A with patience: M/M/s and M/M/s+M.
 * Sources: A. K. Erlang 1917; C. Palm 1957; Garnett, Mandelbaum, Reiman 2002, “Designing a call center with impatient
 * customers”. The share served in time is exact: in closed form for C, by uniformisation of the place in the line for A.
 * @throws RangeError when nobody gives up and more arrives than can be served
 */
export function forecast({ patienceS, ...centre }: Centre, thresholdS: number): Forecast {
  return patienceS === undefined
    ? withoutEnd(centre, thresholdS)
    : withPatience({ ...centre, patienceS }, thresholdS);
}

/** Near its limit Erlang C's line has no end that a sum could reach; the formula needs none. */
function withoutEnd({ arrivalsPerS, serviceS, agents }: Centre, thresholdS: number): Forecast {
  const load = arrivalsPerS * serviceS;
  if (load >= agents) throw new RangeError('more arrives than can be served');
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (load * blocked) / (n + load * blocked);
  const waitProbability = blocked / (1 - (load / agents) * (1 - blocked));
  // Who waits at all waits exponentially long.
  const endRate = agents / serviceS - arrivalsPerS;
  return {
    waitProbability,
    meanWaitS: waitProbability / endRate,
    serviceLevel: 1 - waitProbability * Math.exp(-endRate * thresholdS),
    abandonment: 0,
    occupancy: load / agents,
  };
}

function withPatience(centre: Centre & { patienceS: number }, thresholdS: number): Forecast {
  const { arrivalsPerS, serviceS, agents, patienceS } = centre;
  const share = stationary(centre);
  const giveUp = 1 / patienceS;
  const waiting = share.slice(agents);
  const meanInLine = waiting.reduce((sum, p, place) => sum + p * place, 0);
  const abandonment = (giveUp * meanInLine) / arrivalsPerS;
  const atOnce = share.slice(0, agents).reduce((sum, p) => sum + p, 0);
  return {
    waitProbability: 1 - atOnce,
    // Little's law over the line.
    meanWaitS: meanInLine / arrivalsPerS,
    serviceLevel: atOnce + servedInTime(waiting, agents / serviceS, giveUp, thresholdS),
    abandonment,
    occupancy: (arrivalsPerS * (1 - abandonment) * serviceS) / agents,
  };
}

/**
 * Share of arrivals who find all agents busy and are served within `t`: with j before them, the first step is at rate
 * sμ + jθ (somebody before them leaves) or θ (they give up themselves).
 */
function servedInTime(waiting: readonly number[], sMu: number, giveUp: number, t: number): number {
  const last = waiting.length - 1;
  const uniform = sMu + (last + 1) * giveUp;
  const mean = uniform * t;
  const steps = Math.ceil(mean + 10 * Math.sqrt(mean) + 20);
  let places = [...waiting];
  let served = 0;
  let result = 0;
  let logWeight = -mean;
  for (let step = 0; step <= steps; step += 1) {
    result += Math.exp(logWeight) * served;
    logWeight += Math.log(mean / (step + 1));
    const next = places.map((p, j) => p * (1 - (sMu + (j + 1) * giveUp) / uniform));
    for (const [j, p] of places.entries()) {
      const forward = (p * (sMu + j * giveUp)) / uniform;
      if (j === 0) served += forward;
      else next[j - 1] = (next[j - 1] ?? 0) + forward;
    }
    places = next;
  }
  return result;
}

/** Fewest agents who serve this share of all arrivals within the threshold (80/15: 0.8, 15). */
export function agentsNeeded(
  centre: Omit<Centre, 'agents'>,
  target: { serviceLevel: number; thresholdS: number },
): number {
  const load = centre.arrivalsPerS * centre.serviceS;
  const isEnough = (agents: number) =>
    forecast({ ...centre, agents }, target.thresholdS).serviceLevel >= target.serviceLevel;
  // Without patience, fewer than the load could never serve it.
  let low = centre.patienceS === undefined ? Math.floor(load) + 1 : 1;
  let high = Math.max(low, Math.ceil(load));
  while (!isEnough(high)) {
    low = high;
    high += Math.ceil(high / 8);
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
