import { interleaved, ratios, SHORT_ROUNDS, shares, type Side } from '../rig/rounds';
import type { Load } from '../rig/load';
import { CONNECTIONS, USERS } from '../rig/order-load';
import type { Rig } from '../rig/rig';
import { storeCoupons } from '../rig/stored/coupons';
import { atLeast, atMost, type Row } from '../row';
import { noopSide } from './baselines';

const REQUESTS = 3_000;
/** Each user asks once for each coupon; the load skips a token for each connection. */
const CLAIMANTS = 5_000;
const AMPLE = 1_000_000;
const OWNED = { few: 20, many: 100_000 };

export async function createCoupon(rig: Rig, quantity: number): Promise<number> {
  const { status, body } = await rig.admin.post('/api/coupons', {
    name: '여름맞이 5,000원 쿠폰',
    discountType: 'AMOUNT',
    discountValue: 5_000,
    quantity,
    issueStartTime: new Date(Date.now() - 60_000).toISOString(),
    issueEndTime: new Date(Date.now() + 86_400_000).toISOString(),
    validDays: 30,
  });
  if (status !== 201) throw new Error(`The coupon was not created: ${status} ${JSON.stringify(body)}`);
  return (body as { couponId: number }).couponId;
}

/** Requests for the coupon, each by the next user. */
function claims(rig: Rig, couponId: number): Load {
  return {
    url: `${rig.server.address}/api/coupons/${couponId}/issue`,
    method: 'POST',
    connections: CONNECTIONS,
    amount: REQUESTS,
    tokens: rig.tokens(CLAIMANTS),
  };
}

export const couponIssued: Row = {
  name: 'C20',
  title: 'a coupon issued ÷ a no-op',
  measure: async (rig) => {
    const [issue, noop] = await interleaved(rig, [issueSide(rig), noopSide(rig, REQUESTS)], SHORT_ROUNDS);
    return {
      findings: [
        { what: 'CPU', rounds: ratios(issue, noop, 'cpuUs'), target: atMost(1.4) },
        { what: 'throughput', rounds: ratios(issue, noop, 'throughput'), target: atLeast(0.7) },
      ],
      details: { ...shares('coupon', issue), ...shares('no-op', noop) },
    };
  },
};

/** Every request of a round is the first of its user. */
function issueSide(rig: Rig): Side {
  let couponId = 0;
  return {
    name: 'coupon issued',
    requests: REQUESTS,
    between: async () => {
      couponId = await createCoupon(rig, AMPLE);
    },
    run: () => rig.loader.runAll(claims(rig, couponId), 201),
  };
}

export const couponRefused: Row = {
  name: 'C21',
  title: 'a coupon refused ÷ a no-op',
  measure: async (rig) => {
    const [soldOutId, issuedId] = [await createCoupon(rig, 1), await createCoupon(rig, AMPLE)];
    await rig.loader.runAll(
      { ...claims(rig, soldOutId), connections: 1, amount: 1, tokens: [rig.token(CLAIMANTS)] },
      201,
    );
    const everyUser = { ...claims(rig, issuedId), connections: 1, amount: USERS, tokens: rig.tokens(USERS) };
    await rig.loader.run(everyUser);
    const refused = (name: string, load: Load): Side => ({
      name,
      requests: REQUESTS,
      run: () => rig.loader.runAll({ ...load, tokens: rig.tokens(USERS) }, 409),
    });
    const sides = [
      refused('sold out', claims(rig, soldOutId)),
      refused('already issued', claims(rig, issuedId)),
      noopSide(rig, REQUESTS),
    ];
    const [soldOut, issued, noop] = await interleaved(rig, sides, SHORT_ROUNDS);
    return {
      findings: [
        { what: 'CPU: sold out', rounds: ratios(soldOut, noop, 'cpuUs'), target: atMost(1.25) },
        { what: 'CPU: issued', rounds: ratios(issued, noop, 'cpuUs'), target: atMost(1.25) },
      ],
      details: { ...shares('sold out', soldOut), ...shares('already issued', issued), ...shares('no-op', noop) },
    };
  },
};

export const couponsListed: Row = {
  name: 'C22',
  title: 'a page of owned coupons ÷ a no-op; at 100,000 owned ÷ at 20',
  measure: async (rig) => {
    const [few, many] = [USERS + 1, USERS + 2];
    await storeCoupons(rig, { coupons: OWNED.few, firstUser: 1, users: USERS });
    await storeCoupons(rig, { coupons: OWNED.few, firstUser: few, users: 1 });
    await storeCoupons(rig, { coupons: OWNED.many, firstUser: many, users: 1 });
    const page = (name: string, tokens: readonly string[]): Side => ({
      name,
      requests: REQUESTS,
      run: () =>
        rig.loader.runAll(
          {
            url: `${rig.server.address}/api/coupons/mine?status=usable`,
            method: 'GET',
            connections: CONNECTIONS,
            amount: REQUESTS,
            tokens,
          },
          200,
        ),
    });
    const [ofMany, atFew, atMany, noop] = await interleaved(
      rig,
      [
        page('pages of 1,000 users', rig.tokens(USERS)),
        page(`page at ${OWNED.few}`, [rig.token(few)]),
        page(`page at ${OWNED.many}`, [rig.token(many)]),
        noopSide(rig, REQUESTS),
      ],
      SHORT_ROUNDS,
    );
    return {
      findings: [
        { what: 'CPU', rounds: ratios(ofMany, noop, 'cpuUs'), target: atMost(1.4) },
        { what: 'CPU, grown', rounds: ratios(atMany, atFew, 'cpuUs'), target: atMost(1.15) },
      ],
      details: {
        ...shares('page', ofMany),
        ...shares(`page at ${OWNED.few}`, atFew),
        ...shares(`page at ${OWNED.many}`, atMany),
        ...shares('no-op', noop),
      },
    };
  },
};
