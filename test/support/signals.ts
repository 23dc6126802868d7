import type { HotDealSignal } from '#event';

/** far above the sequence numbers of real deals */
let nextSeq = 1_000_000;

/** A signal of a deal that does not exist. */
export function someSignal(): HotDealSignal {
  const seq = nextSeq++;
  return {
    seq,
    eventId: seq,
    eventType: 'HOT_DEAL',
    eventDiscount: 20,
    startEventTime: '2026-01-01T00:00:00.000Z',
    endEventTime: '2026-01-08T00:00:00.000Z',
    productCount: 2,
    productIds: [1, 2],
  };
}

export function orderSettled(userId: number, orderId: number) {
  return { orderId, userId, status: 'ORDER_SUCCESS', failureReason: null } as const;
}
