import { DomainError } from '#platform/domain-error';
import type { Authorization } from '#order-payments';

type Unpayable = Exclude<Authorization, { outcome: 'PAYABLE' }>;

/** Why an order cannot be paid now. */
type UnpayableReason = 'UNDECIDED' | 'EXPIRED' | 'CANCELLED' | 'FAILED';

const SENTENCES: Readonly<Record<UnpayableReason, string>> = {
  UNDECIDED: 'The order is not confirmed yet. Please try again in a moment.',
  EXPIRED: 'The time to pay this order is over.',
  CANCELLED: 'The order was cancelled.',
  FAILED: 'The order has failed.',
};

export function paymentNotFound(): DomainError {
  return new DomainError('not-found', 'PAYMENT_NOT_FOUND', 'This order has no such payment.');
}

/** No money of the order can go back to an account. */
export function refundAccountNotNeeded(): DomainError {
  return new DomainError('conflict', 'REFUND_ACCOUNT_NOT_NEEDED', 'No payment of this order goes back to an account.');
}

/** The refusal for an order that is not PAYABLE. */
export function unpayable(authorization: Unpayable): DomainError {
  const { orderId, outcome } = authorization;
  if (outcome === 'NOT_FOUND') {
    return new DomainError('not-found', 'ORDER_NOT_FOUND', `Order ${orderId} was not found.`);
  }
  if (outcome === 'PAID') return orderAlreadyPaid();
  const reason = reasonOf(authorization);
  return new DomainError('conflict', 'ORDER_NOT_PAYABLE', SENTENCES[reason], {
    about: { reason },
    ...(reason === 'UNDECIDED' && { retryAfter: 1 }),
  });
}

function reasonOf(authorization: Unpayable): UnpayableReason {
  if (authorization.outcome === 'UNDECIDED') return 'UNDECIDED';
  if (authorization.outcome === 'EXPIRING') return 'EXPIRED';
  return authorization.outcome === 'OVER' && authorization.status === 'ORDER_FAILURE' ? 'FAILED' : 'CANCELLED';
}

/** The order is about to be cancelled for it. */
export function attemptsUsedUp(): DomainError {
  return new DomainError('conflict', 'ORDER_NOT_PAYABLE', 'Too many attempts to pay this order have failed.', {
    about: { reason: 'CANCELLED' },
  });
}

export function orderAlreadyPaid(): DomainError {
  return new DomainError('conflict', 'ORDER_ALREADY_PAID', 'The order is paid already.');
}

/** Money may be on its way: no one should pay again before its outcome is known. */
export function paymentInProgress(): DomainError {
  return new DomainError('conflict', 'PAYMENT_IN_PROGRESS', 'A payment of this order is in progress.', {
    retryAfter: 1,
  });
}

export function paymentSuperseded(): DomainError {
  return new DomainError('conflict', 'PAYMENT_SUPERSEDED', 'Another payment has taken the place of this one.');
}

export function amountMismatch(amount: number): DomainError {
  return new DomainError('conflict', 'PAYMENT_AMOUNT_MISMATCH', 'The amount is not what the order has to pay.', {
    about: { amount },
  });
}

/** @param minimum the least that can be paid with this method */
export function belowMinimum(minimum: number): DomainError {
  return new DomainError('conflict', 'PAYMENT_BELOW_MINIMUM', 'The amount is too small for this way to pay.', {
    about: { minimum },
  });
}

export function webhookForged(): DomainError {
  return new DomainError('unauthenticated', 'WEBHOOK_SIGNATURE_INVALID', 'The webhook is not signed by the provider.');
}

/** @param code why, in the provider's own word */
export function paymentDeclined(code: string): DomainError {
  return new DomainError('declined', 'PAYMENT_DECLINED', 'The payment was declined.', { about: { code } });
}

/** The answer about the one order that was asked for. */
export function authorizationOf(answers: readonly Authorization[], orderId: number): Authorization {
  return answers.find((answer) => answer.orderId === orderId) ?? { orderId, outcome: 'NOT_FOUND' };
}

/** The error codes with which confirming a payment can be refused. */
export const CONFIRMATION_REFUSALS = [
  'PAYMENT_DECLINED',
  'PAYMENT_NOT_FOUND',
  'PAYMENT_AMOUNT_MISMATCH',
  'PAYMENT_SUPERSEDED',
  'ORDER_NOT_FOUND',
  'ORDER_NOT_PAYABLE',
  'ORDER_ALREADY_PAID',
] as const;
