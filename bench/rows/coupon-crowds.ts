import type { LoadResult } from '../rig/load';
import type { Rig } from '../rig/rig';
import type { Details, Row } from '../row';
import { createCoupon } from './coupons';

const AMPLE = 10_000_000;
/** The loads at which a reference implementation published its latency: p95 5.58 ms, and p95 2.79 s with 1.05 % failed. */
const STEADY = { users: 1_000, perSecond: 630, seconds: 30 };
const CROWD = { users: 5_000, connections: 8_000, seconds: 60 };
/** More than the crowd can claim. */
const CROWD_REQUESTS = 600_000;

/** Every request claims a coupon that its user does not have. */
export const couponCrowds: Row = {
  name: 'C20-loads',
  title: 'coupons at published loads',
  measure: async (rig) => {
    const [steady, crowd] = [await steadyLoad(rig), await crowdedLoad(rig)];
    const ask = `${STEADY.users} users at ${STEADY.perSecond}/s`;
    return {
      findings: [],
      details: { ...detailsOf(ask, steady), ...detailsOf(`${CROWD.connections} connections`, crowd) },
    };
  },
};

async function steadyLoad(rig: Rig): Promise<LoadResult> {
  const { users, perSecond, seconds } = STEADY;
  const load = { ...(await claims(rig, users, perSecond * seconds)), connections: users };
  await rig.loader.run({ ...(await claims(rig, users, users)), connections: users });
  await rig.idle();
  rig.progress(`${perSecond} coupons a second for ${seconds} s`);
  return rig.loader.run({ ...load, rate: perSecond, evenly: true });
}

async function crowdedLoad(rig: Rig): Promise<LoadResult> {
  const { users, connections, seconds } = CROWD;
  const load = { ...(await claims(rig, users, CROWD_REQUESTS)), connections };
  await rig.idle();
  rig.progress(`coupons on ${connections} connections for ${seconds} s`);
  return rig.loader.run({ ...load, seconds });
}

/** Requests of these users in turn, for so many coupons that none asks twice for one. */
async function claims(rig: Rig, users: number, amount: number) {
  const paths: string[] = [];
  while (paths.length * users < amount) paths.push(`/api/coupons/${await createCoupon(rig, AMPLE)}/issue`);
  return {
    url: rig.server.address,
    method: 'POST',
    amount,
    paths,
    requestsPerPath: users,
    tokens: rig.tokens(users),
  } as const;
}

function detailsOf(load: string, { statuses, errors, latencyMs, seconds }: LoadResult): Details {
  const answers = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const failed = answers + errors - (statuses[201] ?? 0);
  const kinds = Object.entries(statuses)
    .filter(([status]) => status !== '201')
    .map(([status, count]) => [`${load}, answered ${status}`, count]);
  return {
    [`${load}, coupons/s`]: Math.round((statuses[201] ?? 0) / seconds),
    [`${load}, p50, ms`]: Math.round(latencyMs.p50 * 100) / 100,
    [`${load}, p95, ms`]: Math.round(latencyMs.p95 * 100) / 100,
    [`${load}, p99, ms`]: Math.round(latencyMs.p99 * 100) / 100,
    [`${load}, failed, %`]: Math.round((failed / (answers + errors)) * 10_000) / 100,
    ...Object.fromEntries(kinds),
    [`${load}, broken connections and time-outs`]: errors,
  };
}
