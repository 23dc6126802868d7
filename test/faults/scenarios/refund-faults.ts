import type { Saying } from '../../servers/payment-provider';
import { disturbed, killOne, purchases } from '../rig/card-purchase';
import { expectFault } from '../rig/expected-fault';
import type { PointFault } from '../rig/fault-points';
import { PAYING } from '../rig/payers';
import { endPayments, missing } from '../rig/payment-ends';
import { untruePayments } from '../rig/payment-verifier';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';

const CONCURRENT = 10;
const LIMIT_MS = 30_000;
const ON_ITS_WAY_MS = 200;

/** On the way of a refund, from its cause to what the provider has said of it. */
const POINTS: readonly Pick<PointFault, 'point' | 'afterMs'>[] = [
  { point: 'refund due' },
  { point: 'refund claimed' },
  { point: 'refund sent' },
  { point: 'refund sent', afterMs: ON_ITS_WAY_MS / 2 },
  { point: 'refund answered' },
  { point: 'refund recorded' },
];

export const refundKilled: Scenario = {
  name: 'refund-killed',
  promise: 'pays back once what it owes when an instance dies at any point of a refund, or its answer is lost',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    await rig.provider.say(
      { route: 'cancel', share: 0.2, cut: 'after' },
      { route: 'cancel', share: 0.1, error: 'FAILED_INTERNAL_SYSTEM_PROCESSING', work: true },
      { route: 'cancel', share: 0.1, error: 'FAILED_INTERNAL_SYSTEM_PROCESSING', work: false },
      { route: 'cancel', times: null, delayAnswerMs: ON_ITS_WAY_MS },
    );
    let isOver = false;
    // As many as it takes until an instance has died at each point.
    const buying = purchases(
      rig,
      { orders: Infinity, concurrent: CONCURRENT, products, isOver: () => isOver },
      async (one) => {
        await one.pay();
        await one.cancel();
      },
    );
    for (let round = 0; round < POINTS.length * length; round++) {
      const { point, afterMs } = POINTS[round % POINTS.length] as (typeof POINTS)[number];
      const victim = rig.at(round % rig.instances.length);
      const fault = { point, action: 'kill', skip: rig.random.between(0, 3), ...(afterMs && { afterMs }) } as const;
      await (await expectFault(victim, fault)).happened();
      rig.note(`${victim.name} killed at: ${point}${afterMs === undefined ? '' : ', on its way'}`);
      await victim.start();
    }
    isOver = true;
    const log = await buying;
    const ends = await endPayments(rig);
    const result = await rig.verify(log.calls);
    const figures = { ...result.figures, ...ends, ...(await refundsOf(rig)) };
    const broken = [...(await untruePayments([log], rig.query)), ...missing(figures, 'paid', 'refunds DONE')];
    return { broken: [...result.broken, ...broken], figures };
  },
};

/** Refusals for good, and what they leave: the money is owed. */
const REFUSED: readonly Omit<Saying, 'route'>[] = [
  { error: 'EXCEED_MAX_REFUND_DUE', work: false },
  { error: 'NOT_CANCELABLE_PAYMENT', work: false },
  // It has paid back nevertheless, which a look at the payment shows.
  { error: 'ALREADY_CANCELED_PAYMENT', work: true },
];
const ORDERS = 45;

export const refundStuck: Scenario = {
  name: 'refund-stuck',
  promise: 'never forgets a refund that the provider refuses for good: an administrator retries it, or settles it',
  rig: { variables: PAYING, provider: true },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const buying = purchases(
      rig,
      { orders: ORDERS * length, concurrent: CONCURRENT, products },
      async (one, number) => {
        const returned = await one.begin();
        if (returned === undefined) return;
        await one.confirm(returned);
        const refusal = REFUSED[number % REFUSED.length] as Saying;
        await rig.provider.say({ ...refusal, route: 'cancel', orderId: returned.orderId, times: null });
        await one.cancel();
      },
    );
    const log = await disturbed(buying, () => killOne(rig, [1_000, 3_000]));
    await untilNoneIsDue(rig);
    const stuck = await rig.query<{ refund_id: number }>(`SELECT refund_id FROM refunds WHERE state = 'STUCK'`);
    rig.note(`${stuck.length} refunds are stuck`);
    await rig.heal();
    await Promise.all([decideAll(rig, stuck), killOne(rig, [1_000, 3_000])]);
    await endPayments(rig);
    const result = await rig.verify(log.calls);
    const figures = { ...result.figures, stuck: stuck.length, ...(await refundsOf(rig)) };
    const broken = [...(await wrongEnds(rig)), ...missing(figures, 'stuck', 'refunds DONE', 'HAND', 'POINTS')];
    return { broken: [...result.broken, ...broken], figures };
  },
};

/** Each is retried, paid back by hand, or as points; what is not answered is decided again. */
async function decideAll(rig: Rig, stuck: readonly { readonly refund_id: number }[]): Promise<void> {
  for (const [index, { refund_id }] of stuck.entries()) {
    const decided = async (): Promise<boolean> => {
      const admin = rig.admin(rig.random.between(0, rig.instances.length - 1));
      const path = `/api/refunds/${refund_id}`;
      const note = 'decided by the fault suite';
      const { status } =
        index % 3 === 0
          ? await admin.post(`${path}/retry`)
          : await admin.post(`${path}/settle`, { as: index % 3 === 1 ? 'HAND' : 'POINTS', note });
      // 409: an answer was lost, and it is not stuck any more.
      return status === 200 || status === 409;
    };
    await until(decided, { what: `refund ${refund_id} is decided`, limitMs: LIMIT_MS });
  }
}

/** In the end every refund is done, and what was settled as points is in the wallet, once. */
async function wrongEnds(rig: Rig): Promise<string[]> {
  const open = await rig.query<{ refund_id: number; state: string }>(
    `SELECT refund_id, state FROM refunds WHERE state <> 'DONE'`,
  );
  const wrong = await rig.query<{ refund_id: number; booked: number | string }>(
    `SELECT refund_id, (SELECT COALESCE(SUM(balance_delta), 0) FROM wallet_entries
       WHERE reference = 'REFUND' AND reference_id = refund_id) AS booked
     FROM refunds HAVING booked <> (SELECT IF(settled_as <=> 'POINTS', amount, 0) FROM refunds AS own
       WHERE own.refund_id = refunds.refund_id)`,
  );
  return [
    ...open.map(({ refund_id, state }) => `refund ${refund_id}: decided, and it is ${state}`),
    ...wrong.map(({ refund_id, booked }) => `refund ${refund_id}: ${booked} points were booked for it`),
  ];
}

async function refundsOf(rig: Rig): Promise<Record<string, number>> {
  const rows = await rig.query<{ name: string; refunds: number }>(
    `SELECT COALESCE(settled_as, CONCAT('refunds ', state)) AS name, COUNT(*) AS refunds FROM refunds GROUP BY name`,
  );
  return Object.fromEntries(rows.map(({ name, refunds }) => [name, refunds]));
}

async function untilNoneIsDue(rig: Rig): Promise<void> {
  const isSo = async (): Promise<boolean> => {
    await rig.query(
      `UPDATE refunds SET resolve_at = NOW(3) WHERE state = 'DUE' AND resolve_at < NOW(3) + INTERVAL 30 SECOND`,
    );
    const [row] = await rig.query<{ due: number }>(
      `SELECT (SELECT COUNT(*) FROM refunds WHERE state = 'DUE') + (SELECT COUNT(*) FROM event_publications WHERE state = 'DUE') AS due`,
    );
    return Number(row?.due) === 0;
  };
  await until(isSo, { what: 'the provider has said what it refuses', limitMs: 4 * LIMIT_MS });
}
