import { Injectable } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { Idempotency } from '#platform/http/idempotency/idempotency';
import { withTimeout } from '#platform/timing/with-timeout';
import type { PlaceOrderCommand } from '#order';
import { isDecided, type Order } from '../domain/order';
import { OrderOutcomeChannel } from '../persistence/order-outcome-channel';
import { CreateOrder } from './create-order';
import { ShowOrder } from './show-order';

/** From the arrival on. A preferred wait that is shorter is the limit. */
const STORE_LIMIT_S = 10;
/** For one look at the order when the wait has ended without an outcome. */
const LAST_READ_LIMIT_MS = 500;

/** Places an order once per idempotency key, and waits for its decision if the caller wants that. */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly creator: CreateOrder,
    private readonly shower: ShowOrder,
    private readonly outcomes: OrderOutcomeChannel,
    private readonly shutdown: GracefulShutdown,
  ) {}

  /**
   * The preferred wait limits the whole answer: queueing, storing, waiting.
   * @returns the order as it is when it is decided or the wait is over; for a repeated request, as it now is
   * @throws Unavailable when the order is not durable in time. Only a durable order may be confirmed, and storing it goes
   * on: as after any 503, the caller finds out by repeating the request with its key.
   */
  async execute(command: PlaceOrderCommand): Promise<Order> {
    const { arrivedAt, seconds: waitSeconds } = command.wait;
    const storeLimitMs = Math.min(waitSeconds ?? STORE_LIMIT_S, STORE_LIMIT_S) * 1000;
    const msLeft = arrivedAt + storeLimitMs - performance.now();
    if (msLeft <= 0) throw notStoredInTime();
    const storing = this.store(command);
    const order = await withTimeout(msLeft, storing, () => {
      this.shutdown.waitFor(storing);
      return notStoredInTime();
    });
    if (waitSeconds === undefined || isDecided(order.status)) return order;
    return this.decided(order, arrivedAt + waitSeconds * 1000 - performance.now());
  }

  private async store({ attempt, contents }: PlaceOrderCommand): Promise<Order> {
    const { userId } = attempt.key;
    let created: Order | undefined;
    const { resourceId } = await this.idempotency.run(attempt, async (claim) => {
      created = await this.creator.execute({ userId, contents: await contents(), claim });
      return created.orderId;
    });
    return created ?? this.shower.execute(resourceId, userId);
  }

  /**
   * Of an order that is not to be paid, or that has failed, nothing changes but its status and its reason: where they are
   * known, it is not read again.
   */
  private async decided(order: Order, msLeft: number): Promise<Order> {
    const outcome = await this.outcomes.wait(order.orderId, Math.max(0, msLeft));
    const known = outcome && { ...order, status: outcome.status, failureReason: outcome.failureReason };
    if (known !== undefined && isWhole(known)) return known;
    // The order is durable, whatever this read finds, so it is confirmed in any case.
    const reading = this.shower.execute(order.orderId, order.userId);
    return withTimeout(LAST_READ_LIMIT_MS, reading, notStoredInTime).catch(() => known ?? order);
  }
}

function isWhole({ payment, status }: Order): boolean {
  return status === 'ORDER_FAILURE' || (payment === null && status !== 'ORDER_CANCELLED');
}

function notStoredInTime(): Unavailable {
  return new Unavailable('Storing the order in time');
}
