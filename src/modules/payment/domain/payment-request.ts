import { type DomainError } from '#platform/domain-error';
import type { Payment } from './payment';
import { attemptsUsedUp, orderAlreadyPaid, paymentInProgress } from './payment-refusals';

/** What a request says about the attempt that it wants. */
export interface WantedPayment {
  readonly provider: string;
  readonly method: Payment['method'];
  readonly hasPage: boolean;
}

type Attempt = Pick<Payment, 'paymentId' | 'ordinal' | 'provider' | 'method' | 'state' | 'isLive' | 'outcome'>;

/** The attempt that there is already; or the number of a new one, and the attempt that it replaces. */
export type RequestDecision<A extends Attempt> =
  | { readonly existing: A }
  | { readonly ordinal: number; readonly abandoned: A | undefined }
  | { readonly refusal: DomainError };

/**
 * Decides a request among the attempts of its order: the same request gets the attempt that there is (A3), another one
 * replaces an attempt that no one has confirmed (A4), and none goes beside money that is being moved, that may be
 * transferred to an account, or that was taken. After the last failure that is allowed there is no other attempt, also
 * before the order knows of it (H13): its capture would be late.
 */
export function decideRequest<A extends Attempt>(
  wanted: WantedPayment,
  attempts: readonly A[],
  maxAttempts: number,
): RequestDecision<A> {
  const live = attempts.find(({ isLive }) => isLive);
  const isSame = live?.provider === wanted.provider && live.method === wanted.method;
  // The order has not said yet what becomes of it.
  if (attempts.some(({ state, outcome }) => state === 'CAPTURED' && outcome === null)) {
    return isSame && !wanted.hasPage ? { existing: live } : { refusal: paymentInProgress() };
  }
  if (live?.state === 'CAPTURED') return { refusal: orderAlreadyPaid() };
  if (live?.state === 'CONFIRMING' && (wanted.hasPage || !isSame)) return { refusal: paymentInProgress() };
  if (live?.state === 'WAITING_FOR_DEPOSIT' && !isSame) return { refusal: paymentInProgress() };
  if (live !== undefined && isSame) return { existing: live };
  if (attempts.filter(({ state }) => state === 'FAILED').length >= maxAttempts) return { refusal: attemptsUsedUp() };
  const ordinal = Math.max(0, ...attempts.map((attempt) => attempt.ordinal)) + 1;
  return { ordinal, abandoned: live };
}

interface AttemptNames {
  readonly paymentId: number;
  readonly providerOrderId: string;
}

/** The first attempt of an order. Without a page to confirm on, the money is moved at once. */
export function newAttempt(
  wanted: WantedPayment & Pick<Payment, 'orderId' | 'userId' | 'amount' | 'currency' | 'requestedAt' | 'expiresAt'>,
  names: AttemptNames,
): Payment {
  const { orderId, userId, provider, method, amount, currency, requestedAt, expiresAt, hasPage } = wanted;
  return {
    ...names,
    ...{ orderId, userId, provider, method, amount, currency, requestedAt, expiresAt },
    ordinal: 1,
    state: hasPage ? 'REQUESTED' : 'CONFIRMING',
    isLive: true,
    outcome: null,
    captured: 0,
    refundTotal: 0,
    providerKey: null,
    checkoutUrl: null,
    confirmAttempt: 0,
    isAnswered: false,
    failureCode: null,
    sentAt: hasPage ? null : requestedAt,
    approvedAt: null,
    depositAccount: null,
    depositSeenAt: null,
    receiptUrl: null,
  };
}
