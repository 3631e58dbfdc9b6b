// Queues whose capacity is known from a formula, simulated request by request.
import { randomOf } from "./draws.mjs";

/**
 * Requests that arrive at random, and each of `servers` takes the next one: waits by the recursion of Kiefer and Wolfowitz (1955), which for one
 * server is Lindley's (1952). Gives for each request whether it was answered within `limitS` seconds.
 */
export function queue({ servers, serviceS, limitS }) {
  return async (/** @type {number} */ rate, /** @type {number} */ count, /** @type {number} */ seed) => {
    const { fraction } = randomOf(seed);
    const free = new Float64Array(servers);
    let now = 0;
    return Array.from({ length: count }, () => {
      now -= Math.log(fraction()) / rate;
      let next = 0;
      for (let server = 1; server < servers; server++) if (free[server] < free[next]) next = server;
      const end = Math.max(now, free[next]) + serviceS(fraction);
      free[next] = end;
      return end - now <= limitS;
    });
  };
}

/** Where a falling share crosses `share`, by halving. */
function crossing(shareAt, share, low, high) {
  let [below, above] = [low, high];
  for (let step = 0; step < 200; step++) {
    const middle = (below + above) / 2;
    if (shareAt(middle) >= share) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

const exponential = (/** @type {number} */ perSecond) => (/** @type {() => number} */ fraction) =>
  -Math.log(fraction()) / perSecond;

/** Share of requests that a queue of M/M/c answers in time: Erlang (1917), with the chance to wait of his C formula. */
function answeredByMany(rate, servers, perSecond, limitS) {
  const load = rate / perSecond;
  let blocked = 1;
  for (let server = 1; server <= servers; server++) blocked = (load * blocked) / (server + load * blocked);
  const waits = blocked / (1 - (load / servers) * (1 - blocked));
  const spare = servers - 1 - load;
  const extra = Math.abs(spare) < 1e-9 ? perSecond * limitS : (1 - Math.exp(-perSecond * limitS * spare)) / spare;
  return 1 - Math.exp(-perSecond * limitS) * (1 + waits * extra);
}

/** Share that M/D/1 answers in time: Erlang (1909). */
function answeredByConstant(rate, serviceS, limitS) {
  const wait = limitS - serviceS;
  let total = 0;
  let factorial = 1;
  for (let k = 0; k * serviceS <= wait + 1e-12; k++) {
    if (k > 0) factorial *= k;
    const x = rate * (k * serviceS - wait);
    total += (x ** k / factorial) * Math.exp(-x);
  }
  return (1 - rate * serviceS) * total;
}

/** A queue of exponential services with its capacity. */
function many(servers, perSecond, limitS, share) {
  return {
    measure: queue({ servers, serviceS: exponential(perSecond), limitS }),
    share,
    truth: crossing((rate) => answeredByMany(rate, servers, perSecond, limitS), share, 0, servers * perSecond * 0.9999),
  };
}

/** M/D/1 with its capacity. */
function constant(serviceS, limitS, share) {
  return {
    measure: queue({ servers: 1, serviceS: () => serviceS, limitS }),
    share,
    truth: crossing((rate) => answeredByConstant(rate, serviceS, limitS), share, 0, 0.9999 / serviceS),
  };
}

/** No queue: each request is good by itself, and at 120 a second all at once seldom. */
const cliff = {
  measure: async (rate, count, seed) => {
    const { fraction } = randomOf(seed);
    return Array.from({ length: count }, () => fraction() < (rate <= 120 ? 0.999 : 0.5));
  },
  share: 0.95,
  truth: 120,
};

/** The queues of the study, by name. */
export const queues = {
  "M/M/1, within 20 ms": many(1, 250, 0.02, 0.95),
  "M/M/1, 90 %": many(1, 250, 0.02, 0.9),
  "M/M/1, 99 % within 40 ms": many(1, 250, 0.04, 0.99),
  "M/M/1 near saturation, within 100 ms": many(1, 250, 0.1, 0.95),
  "M/D/1, within 20 ms": constant(1 / 250, 0.02, 0.95),
  "M/M/4, within 150 ms": many(4, 25, 0.15, 0.95),
  "M/M/4 near saturation, within 100 ms": many(4, 62.5, 0.1, 0.95),
  "a cliff at 120 a second": cliff,
};
