import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../../support/caller';
import type { Randomness } from './randomness';
import type { Rig } from './rig';

export interface CouponCall {
  /** ms on the monotonic clock of this process */
  readonly startedAt: number;
  readonly endedAt: number;
  /** `unknown`: a 503, a broken connection, or no answer in time, so the coupon may be issued or not */
  readonly outcome: 'issued' | 'owned' | 'sold out' | 'refused' | 'unknown';
  /** the status, and the code of a problem */
  readonly answer: string;
  readonly userCouponId?: number;
}

/** A user who wants a coupon, and every call made for it. */
export interface CouponAttempt {
  readonly userId: number;
  readonly calls: CouponCall[];
}

export interface Demand {
  readonly couponId: number;
  /** this many users, from this one on; from 1 by default */
  readonly users: number;
  readonly firstUser?: number;
  /** how many ask at the same time */
  readonly concurrent: number;
  /** whether users ask again after they were told that the coupon has run out, until the crowd settles */
  readonly persistent?: boolean;
  /** the number of the only instance that they ask; by default any in service */
  readonly instance?: number;
}

const CALL_LIMIT_MS = 15_000;
const SETTLE_LIMIT_MS = 60_000;
const THINK_MS = 20;
/** The share of users who press the button twice, and of those who come back later. */
const TWICE = 0.1;

/** Users who ask for one coupon, each until the outcome is known, at any instance in service. */
export class CouponCrowd {
  readonly attempts: readonly CouponAttempt[];
  private readonly random: Randomness;
  private readonly owners = new Set<number>();
  private readonly waiting: CouponAttempt[];
  private readonly running: Promise<unknown>;
  private lastChanceFrom = Infinity;
  private deadline = Infinity;

  constructor(
    private readonly rig: Rig,
    readonly demand: Demand,
  ) {
    this.random = rig.random.fork();
    this.attempts = this.usersInAnyOrder().map((userId) => ({ userId, calls: [] }));
    this.waiting = [...this.attempts];
    this.running = this.served(() => this.serveNext());
  }

  /** how many users have been told that they own the coupon */
  get issued(): number {
    return this.owners.size;
  }

  /** Whether a user was told since that instant that the coupon has run out. */
  isSoldOutSince(instant: number): boolean {
    return this.attempts.some(({ calls }) =>
      calls.some(({ outcome, startedAt }) => outcome === 'sold out' && startedAt >= instant),
    );
  }

  /** Resolves when every user has a final answer. Those who are still refused have asked once more from now on. */
  async settle(): Promise<void> {
    this.lastChanceFrom = performance.now();
    this.deadline = performance.now() + SETTLE_LIMIT_MS;
    await this.running;
  }

  /** Every fifth user asks once more, after all faults. */
  async askAgain(): Promise<void> {
    this.deadline = performance.now() + SETTLE_LIMIT_MS;
    const left = this.attempts.filter((_, index) => index % 5 === 0);
    await this.served(async () => {
      const attempt = left.pop();
      if (attempt !== undefined) await this.untilKnown(attempt);
      return attempt !== undefined;
    });
  }

  private async served(next: () => Promise<boolean>): Promise<void> {
    const one = async (): Promise<void> => {
      while (await next());
    };
    await Promise.all(Array.from({ length: this.demand.concurrent }, one));
  }

  private async serveNext(): Promise<boolean> {
    const attempt = this.waiting.shift();
    if (attempt === undefined) return false;
    const isTwice = this.random.chance(TWICE);
    await Promise.all([this.untilKnown(attempt), ...(isTwice ? [this.untilKnown(attempt)] : [])]);
    await pause(this.random.between(0, 2 * THINK_MS));
    if (this.isToAskAgain(attempt)) this.waiting.push(attempt);
    return true;
  }

  private isToAskAgain({ calls }: CouponAttempt): boolean {
    const last = calls.at(-1);
    if (last?.outcome !== 'sold out') return last?.outcome === 'issued' && this.random.chance(TWICE);
    return this.demand.persistent === true && last.startedAt < this.lastChanceFrom;
  }

  private async untilKnown(attempt: CouponAttempt): Promise<void> {
    for (;;) {
      const call = await this.ask(attempt.userId);
      attempt.calls.push(call);
      if (call.userCouponId !== undefined) this.owners.add(attempt.userId);
      if (call.outcome !== 'unknown' || performance.now() > this.deadline) return;
      await pause(this.random.between(20, 200));
    }
  }

  private async ask(userId: number): Promise<CouponCall> {
    const { couponId } = this.demand;
    const startedAt = performance.now();
    const ended = (rest: Omit<CouponCall, 'startedAt' | 'endedAt'>): CouponCall => ({
      startedAt,
      endedAt: performance.now(),
      ...rest,
    });
    const isByBody = this.random.chance(0.3);
    try {
      const answer = await fetch(`${this.address}/api/coupons/${isByBody ? '' : `${couponId}/`}issue`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.rig.token(userId)}`,
          ...(isByBody ? { 'content-type': 'application/json' } : {}),
        },
        ...(isByBody ? { body: JSON.stringify({ couponId }) } : {}),
        signal: AbortSignal.timeout(CALL_LIMIT_MS),
      });
      return ended(outcomeOf(answer.status, (await answer.json()) as Answer));
    } catch {
      return ended({ outcome: 'unknown', answer: 'none' });
    }
  }

  private get address(): string {
    const { instance } = this.demand;
    return instance === undefined ? this.rig.addressInService(this.random) : this.rig.at(instance).address;
  }

  private usersInAnyOrder(): number[] {
    const { users, firstUser = 1 } = this.demand;
    return Array.from({ length: users }, (_, index) => ({ userId: firstUser + index, at: this.random.next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ userId }) => userId);
  }
}

/** Creates a coupon that can be claimed at once. @returns its id */
export async function createCoupon(admin: Caller, quantity: number): Promise<number> {
  const { status, body } = await admin.post('/api/coupons', {
    name: '여름맞이 쿠폰',
    discountType: 'AMOUNT',
    discountValue: 5_000,
    quantity,
    issueStartTime: new Date(Date.now() - 60_000).toISOString(),
    issueEndTime: new Date(Date.now() + 3_600_000).toISOString(),
    validDays: 30,
  });
  if (status !== 201) throw new Error(`the coupon was not created: ${status} ${JSON.stringify(body)}`);
  return (body as { couponId: number }).couponId;
}

interface Answer {
  readonly userCouponId?: number;
  readonly code?: string;
  readonly about?: { readonly userCouponId?: number };
}

function outcomeOf(status: number, body: Answer): Omit<CouponCall, 'startedAt' | 'endedAt'> {
  const answer = `${status} ${body.code ?? ''}`.trim();
  if (status === 201 && body.userCouponId !== undefined) {
    return { outcome: 'issued', answer, userCouponId: body.userCouponId };
  }
  const owned = body.about?.userCouponId;
  if (body.code === 'COUPON_ALREADY_ISSUED' && owned !== undefined) {
    return { outcome: 'owned', answer, userCouponId: owned };
  }
  if (body.code === 'COUPON_SOLD_OUT') return { outcome: 'sold out', answer };
  return { outcome: status === 503 || status === 429 ? 'unknown' : 'refused', answer };
}
