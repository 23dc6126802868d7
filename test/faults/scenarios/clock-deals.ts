import { createDeal } from '../../support/deals';
import { type CallLog, orderOf } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const DAY_MS = 86_400_000;
const BEGINS_IN_MS = 4_000;
const ENDS_IN_MS = 5_000;
const ENDED_AFTER_MS = 3_000;
const AFTERWARDS_MS = 2_000;
/** The longest time until an instance knows the end of a deal that another one has written. */
const KNOWN_WITHIN_MS = 1_000;
/** The error of an instance's sample of the database's clock, with a margin for a busy machine. */
const READING_ERROR_MS = 250;

interface ChangingDeal {
  readonly productId: number;
  readonly what: string;
  readonly eventId: number;
}

interface Line {
  readonly orderId: number;
  readonly productId: number;
  readonly isReduced: number;
  /** ms on the database's clock */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** One deal begins, one expires and one is ended, all within seconds, each created by another instance. */
export class ChangingDeals {
  private constructor(
    private readonly rig: Rig,
    private readonly deals: readonly ChangingDeal[],
    private readonly openedAt: number,
  ) {}

  static async open(rig: Rig): Promise<ChangingDeals> {
    const [begun, over, ended] = [await rig.stock(100_000), await rig.stock(100_000), await rig.stock(100_000)];
    const now = Date.now();
    const make = async (number: number, productId: number, what: string, startsAt: number): Promise<ChangingDeal> => {
      const startEventTime = new Date(startsAt).toISOString();
      const terms = { startEventTime, eventDuration: 1 };
      return { productId, what, eventId: await createDeal(rig.admin(number), [productId], terms) };
    };
    const deals = [
      await make(1, begun, 'a deal that begins', now + BEGINS_IN_MS),
      await make(2, over, 'a deal that expires', now + ENDS_IN_MS - DAY_MS),
      await make(0, ended, 'a deal that is ended', now - DAY_MS / 2),
    ];
    rig.note('one deal begins, one expires, and one is ended within seconds');
    return new ChangingDeals(rig, deals, performance.now());
  }

  get products(): number[] {
    return this.deals.map(({ productId }) => productId);
  }

  /** Resolves some time after the last of these changes. */
  async over(): Promise<void> {
    const since = (): number => performance.now() - this.openedAt;
    const passed = (what: string, limitMs: number): Promise<void> =>
      until(() => since() > limitMs, { what, limitMs: 2 * limitMs });
    await passed('the third deal may be ended', ENDED_AFTER_MS);
    const { status } = await this.rig.admin(2).delete(`/api/event/${this.deals[2]?.eventId}`);
    if (status !== 204) throw new Error(`the deal was not ended: ${status}`);
    await passed('all deals have changed', Math.max(BEGINS_IN_MS, ENDS_IN_MS) + KNOWN_WITHIN_MS + AFTERWARDS_MS);
  }

  /**
   * @param logs one for each instance
   * @returns a sentence for each order whose price does not match its time, and for each wrong time
   */
  async wrongPrices(logs: readonly CallLog[]): Promise<string[]> {
    const lines = await this.rig.query<Line>(
      `SELECT orders.order_id AS orderId, items.product_id AS productId, items.price < items.original_price AS isReduced,
              ROUND(UNIX_TIMESTAMP(ordered_at) * 1000) AS at,
              ROUND(UNIX_TIMESTAMP(start_at) * 1000) AS \`from\`, ROUND(UNIX_TIMESTAMP(end_at) * 1000) AS \`to\`
       FROM orders JOIN order_items AS items ON items.order_id = orders.order_id
       JOIN hot_deal_items AS deals ON deals.product_id = items.product_id`,
    );
    const byOrder = new Map(lines.map((line) => [Number(line.orderId), numbers(line)]));
    return logs.flatMap((log, number) => {
      const { name } = this.rig.at(number);
      const mine = log.attempts.flatMap((attempt) => byOrder.get(orderOf(attempt) ?? 0) ?? []);
      return [
        ...mine.flatMap((line) => this.complaintAbout(line).map((complaint) => `${name}: ${complaint}`)),
        ...this.deals.flatMap((deal) =>
          unseen(deal, mine).map((side) => `the fault did not happen: ${name} sold nothing ${side}`),
        ),
        ...wrongTimes(log, byOrder).map((complaint) => `${name}: ${complaint}`),
      ];
    });
  }

  private complaintAbout({ orderId, productId, isReduced, at, from, to }: Line): string[] {
    const isEnded = productId === this.deals[2]?.productId;
    const runs = at >= from && at < to;
    if (isEnded && at >= to && at < to + KNOWN_WITHIN_MS + READING_ERROR_MS) return [];
    if ((isReduced === 1) === runs) return [];
    const when = `at ${new Date(at).toISOString()}, ${at - from} ms after its deal began, ${to - at} ms before it ended`;
    return [`order ${orderId}: ${isReduced === 1 ? 'reduced' : 'not reduced'} ${when}`];
  }
}

function unseen({ productId, what }: ChangingDeal, lines: readonly Line[]): string[] {
  const of = lines.filter((line) => line.productId === productId);
  return [
    ...(of.some(({ at, from, to }) => at >= from && at < to) ? [] : [`during ${what}`]),
    ...(of.some(({ at, from, to }) => at < from || at >= to) ? [] : [`outside of ${what}`]),
  ];
}

/** The database runs on the machine of the buyers, so their clocks are the same. */
function wrongTimes(log: CallLog, byOrder: ReadonlyMap<number, Line>): string[] {
  return log.attempts.flatMap((attempt) => {
    const at = byOrder.get(orderOf(attempt) ?? 0)?.at;
    const [first, last] = [attempt.calls[0], attempt.calls.at(-1)];
    if (at === undefined || first === undefined || last === undefined) return [];
    const orderedAt = at - performance.timeOrigin;
    const early = first.startedAt - orderedAt;
    const late = orderedAt - last.endedAt;
    if (Math.max(early, late) < READING_ERROR_MS) return [];
    return [`order ${orderOf(attempt)}: its time is ${Math.round(Math.max(early, late))} ms off`];
  });
}

function numbers(line: Line): Line {
  return Object.fromEntries(Object.entries(line).map(([name, value]) => [name, Number(value)])) as unknown as Line;
}
