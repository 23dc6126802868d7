export interface OrderedItem {
  readonly productId: number;
  readonly quantity: number;
}

/** One call and what its caller knows of it. */
export interface Call {
  /** ms on the monotonic clock of this process */
  readonly startedAt: number;
  readonly endedAt: number;
  /** `unknown`: a 503, a broken connection, or no answer in time, so the call may have had its effect or not */
  readonly outcome: 'ok' | 'refused' | 'unknown';
  /** 0 when there was no answer */
  readonly status: number;
  readonly code?: string;
  readonly orderId?: number;
  readonly orderStatus?: string;
}

/** What a buyer wants, and every call made for it. */
export interface PurchaseAttempt {
  readonly userId: number;
  readonly key: string | undefined;
  readonly items: readonly OrderedItem[];
  readonly calls: Call[];
  readonly cancels: Call[];
}

/** Every call of the buyers of a run, with its answer. */
export class CallLog {
  readonly attempts: PurchaseAttempt[] = [];

  add(userId: number, items: readonly OrderedItem[], key: string | undefined): PurchaseAttempt {
    const attempt: PurchaseAttempt = { userId, key, items, calls: [], cancels: [] };
    this.attempts.push(attempt);
    return attempt;
  }

  get figures(): { requests: number; ok: number; refused: number; unknown: number; confirmed: number } {
    const calls = this.attempts.flatMap(({ calls: made, cancels }) => [...made, ...cancels]);
    const of = (outcome: Call['outcome']): number => calls.filter((call) => call.outcome === outcome).length;
    return {
      requests: calls.length,
      ok: of('ok'),
      refused: of('refused'),
      unknown: of('unknown'),
      confirmed: this.attempts.filter(isConfirmed).length,
    };
  }
}

export function isConfirmed({ calls }: PurchaseAttempt): boolean {
  return calls.some(({ outcome }) => outcome === 'ok');
}

/** The id of the order, if an answer contained it. */
export function orderOf({ calls }: PurchaseAttempt): number | undefined {
  return calls.find(({ orderId }) => orderId !== undefined)?.orderId;
}
