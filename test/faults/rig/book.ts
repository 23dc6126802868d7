export interface OrderedItem {
  readonly productId: number;
  readonly quantity: number;
}

/** One call and what its caller knows afterwards. */
export interface Call {
  /** milliseconds of the process's own clock */
  readonly startedAt: number;
  readonly endedAt: number;
  /** `unknown`: 503, a broken connection, no answer in time; the effect may be there or not */
  readonly outcome: 'ok' | 'refused' | 'unknown';
  /** 0 when there was no answer */
  readonly status: number;
  readonly code?: string;
  readonly orderId?: number;
  readonly orderStatus?: string;
}

/** What somebody wanted to buy, and every call that was made for it. */
export interface Intention {
  readonly userId: number;
  readonly key: string | undefined;
  readonly items: readonly OrderedItem[];
  readonly calls: Call[];
  readonly cancels: Call[];
}

/** All that the buyers of a run have been told. */
export class Book {
  readonly intentions: Intention[] = [];

  open(userId: number, items: readonly OrderedItem[], key: string | undefined): Intention {
    const intention: Intention = { userId, key, items, calls: [], cancels: [] };
    this.intentions.push(intention);
    return intention;
  }

  get figures(): { requests: number; ok: number; refused: number; unknown: number; acknowledged: number } {
    const calls = this.intentions.flatMap(({ calls: made, cancels }) => [...made, ...cancels]);
    const of = (outcome: Call['outcome']): number => calls.filter((call) => call.outcome === outcome).length;
    return {
      requests: calls.length,
      ok: of('ok'),
      refused: of('refused'),
      unknown: of('unknown'),
      acknowledged: this.intentions.filter(isAcknowledged).length,
    };
  }
}

export function isAcknowledged({ calls }: Intention): boolean {
  return calls.some(({ outcome }) => outcome === 'ok');
}

/** The order that this intention was told of, if it was. */
export function orderOf({ calls }: Intention): number | undefined {
  return calls.find(({ orderId }) => orderId !== undefined)?.orderId;
}
