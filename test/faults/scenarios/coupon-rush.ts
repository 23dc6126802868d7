import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CouponCrowd, createCoupon } from '../rig/coupon-crowd';
import { untrueCoupons } from '../rig/coupon-verifier';
import { expectFault } from '../rig/expected-fault';
import type { CommitFault } from '../rig/fault-proxy';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const USERS = 5_000;
const COUPONS = 1_000;
/** A coupon that is increased each time it has run out, for fewer users, who come back. */
const SCARCE = { users: 600, coupons: 100, increase: 100 };
const CONCURRENT = { many: 40, scarce: 10 };
const LIMIT_MS = 30_000;
/** Other instances know of an increase after a second. */
const KNOWN_WITHIN_MS = 1_500;
const COMMIT_FAULTS: readonly CommitFault[] = ['answer dropped', 'cut behind', 'cut before', 'late'];
const ISSUED = 'INSERT INTO user_coupons ';
const INCREASED = 'UPDATE coupons SET quantity = ';

/** Disturbs the shop while the crowd asks. */
type Fault = (rig: Rig, crowd: CouponCrowd) => Promise<void>;

export const couponRush: Scenario = {
  name: 'coupon-rush',
  promise:
    'issues exactly as many coupons as there are, one for each user, whatever dies, breaks or is flushed meanwhile',
  async run(rig, length) {
    const broken: string[] = [];
    let [issued, calls, unknown] = [0, 0, 0];
    const rounds = [instancesKilled, databaseKilled, commitsInDoubt, redisLost];
    for (let round = 0; round < rounds.length * length; round++) {
      const crowds = await rush(rig, rounds[round % rounds.length] as Fault, round % 2 === 0 ? 6 : 4);
      for (const { crowd, quantity } of crowds) {
        const { couponId, persistent: isIncreased } = crowd.demand;
        broken.push(...(await untrueCoupons({ couponId, quantity, isIncreased }, crowd.attempts, rig.query)));
        const made = crowd.attempts.flatMap((attempt) => attempt.calls);
        issued += crowd.issued;
        calls += made.length;
        unknown += made.filter(({ outcome }) => outcome === 'unknown').length;
      }
    }
    const result = await rig.verify();
    return {
      broken: [...broken, ...result.broken],
      figures: { ...result.figures, requests: calls, unknown, 'coupons issued': issued },
    };
  },
};

/** A crowd for one coupon, and a smaller one for a coupon that is increased this many times, during the fault. */
async function rush(
  rig: Rig,
  fault: Fault,
  increases: number,
): Promise<{ readonly crowd: CouponCrowd; readonly quantity: number }[]> {
  const [couponId, scarceId] = [
    await createCoupon(rig.admin(), COUPONS),
    await createCoupon(rig.admin(), SCARCE.coupons),
  ];
  const many = { couponId, users: USERS, concurrent: CONCURRENT.many };
  const few = { couponId: scarceId, users: SCARCE.users, concurrent: CONCURRENT.scarce, persistent: true };
  const [crowd, scarce] = [new CouponCrowd(rig, many), new CouponCrowd(rig, few)];
  const supplied = supply(rig, scarce, increases);
  await fault(rig, crowd);
  await rig.heal();
  const quantity = SCARCE.coupons + (await supplied);
  await pause(KNOWN_WITHIN_MS);
  await Promise.all([crowd.settle(), scarce.settle()]);
  await Promise.all([crowd.askAgain(), scarce.askAgain()]);
  rig.note(`${crowd.issued} users of ${USERS} have the coupon, ${scarce.issued} of ${SCARCE.users} the other one`);
  return [
    { crowd, quantity: COUPONS },
    { crowd: scarce, quantity },
  ];
}

/** Increases the coupon whenever it has run out, each time with a key and until it is confirmed. @returns the sum */
async function supply(rig: Rig, crowd: CouponCrowd, increases: number): Promise<number> {
  const random = rig.random.fork();
  const path = `/api/coupons/${crowd.demand.couponId}/increase?quantity=${SCARCE.increase}`;
  let since = 0;
  for (let number = 0; number < increases; number++) {
    await until(() => crowd.isSoldOutSince(since), { what: 'the coupon has run out', limitMs: 4 * LIMIT_MS });
    await pause(random.between(0, 300));
    const headers = { 'idempotency-key': randomUUID() };
    let attempts = 0;
    const isConfirmed = async (): Promise<boolean> => {
      const instance = attempts++ === 0 ? 0 : random.between(0, rig.instances.length - 1);
      return (await rig.admin(instance).post(path, undefined, headers)).status === 200;
    };
    since = performance.now();
    await until(isConfirmed, { what: 'an increase', limitMs: 2 * LIMIT_MS });
  }
  return increases * SCARCE.increase;
}

/** Resolves when this many more users have the coupon; fails if it has run out before. */
async function issuedMore(crowd: CouponCrowd, more: number): Promise<void> {
  const goal = crowd.issued + more;
  if (goal >= COUPONS) throw new Error(`the fault did not happen: ${crowd.issued} coupons were issued before it`);
  await until(() => crowd.issued >= goal, { what: `${more} more coupons`, limitMs: LIMIT_MS });
}

/** Each instance dies at its own point of the work, then both at any moment. */
const instancesKilled: Fault = async (rig, crowd) => {
  const [one, other] = [rig.at(0), rig.at(1)];
  const faults = await Promise.all([
    expectFault(one, { point: 'coupons issued', action: 'kill', skip: rig.random.between(0, 5) }),
    expectFault(other, { point: 'statements due', action: 'kill', containing: ISSUED, skip: rig.random.between(3, 8) }),
  ]);
  await Promise.all(faults.map((fault) => fault.happened()));
  rig.note(`both instances killed while they issued coupons: ${crowd.issued} users know of theirs`);
  await Promise.all([one.start(), other.start()]);
  await issuedMore(crowd, rig.random.between(50, 200));
  rig.note('both instances killed at any moment');
  await Promise.all([one.kill(), other.kill()]);
  await Promise.all([one.start(), other.start()]);
};

const databaseKilled: Fault = async (rig, crowd) => {
  for (let kill = 0; kill < 3; kill++) {
    await issuedMore(crowd, rig.random.between(50, 200));
    await rig.database.kill();
    const dead = rig.random.between(0, 1_000);
    rig.note(`the database was killed after ${crowd.issued} coupons and restarts after ${dead} ms`);
    await pause(dead);
    await rig.database.start();
  }
};

const commitsInDoubt: Fault = async (rig) => {
  for (const how of COMMIT_FAULTS) {
    for (const { toDatabase } of rig.instances) toDatabase.doubtCommits(1, how, ISSUED);
    rig.at(0).toDatabase.doubtCommits(1, how, INCREASED);
  }
  rig.note(`commits of coupons on each instance, and of increases: ${COMMIT_FAULTS.join(', ')}`);
  const left = (): string[] => rig.instances.flatMap(({ toDatabase }) => toDatabase.doubtsLeft);
  const none = (): void => {
    if (left().length > 0) throw new Error(`still to come: ${left().join(', ')}`);
  };
  await until(none, { what: 'all these commits', limitMs: LIMIT_MS, progress: () => -left().length });
};

const redisLost: Fault = async (rig, crowd) => {
  for (let flush = 0; flush < 10; flush++) {
    await issuedMore(crowd, rig.random.between(10, 40));
    await rig.redisCommand('FLUSHALL');
  }
  rig.note(`Redis was flushed ten times, and is killed after ${crowd.issued} coupons`);
  await rig.redis.kill();
  await issuedMore(crowd, rig.random.between(50, 200));
  await rig.redis.start();
};
