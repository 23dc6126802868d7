import type Stripe from 'stripe';
import type { KnownPayment, ProviderCancel, ProviderOutcome, ProviderStanding } from '../../domain/provider';
import { fromStripe, toStripe } from './stripe-dialect';

type UnknownOutcome = Extract<ProviderOutcome, { outcome: 'UNKNOWN' }>;

/** Only what Stripe has given up says that a card was not charged, and will not be. */
export function standingOf(
  session: Stripe.Checkout.Session,
  payment: KnownPayment,
  cancels: readonly ProviderCancel[] = [],
): ProviderStanding {
  if (session.client_reference_id !== payment.providerOrderId) return { outcome: 'ABSENT' };
  const intent = intentOf(session);
  if (intent?.status === 'succeeded') return captured(intent, payment.providerOrderId, cancels);
  if (intent?.status === 'canceled') return { outcome: 'REFUSED', code: intent.cancellation_reason ?? 'canceled' };
  if (intent?.status === 'requires_capture') {
    return { outcome: 'UNFINISHED', isAuthorized: isWhole(intent, payment), providerKey: session.id };
  }
  return session.status === 'expired' ? { outcome: 'REFUSED', code: 'session_expired' } : { outcome: 'UNFINISHED' };
}

/** Read with the session: `expand`. There is none before the buyer has begun to pay. */
export function intentOf({ payment_intent: intent }: Stripe.Checkout.Session): Stripe.PaymentIntent | undefined {
  return intent !== null && typeof intent === 'object' ? intent : undefined;
}

/** What can be captured is what this shop has asked for, and nothing else. */
export function isWhole(intent: Stripe.PaymentIntent, { amount, currency }: KnownPayment): boolean {
  return intent.amount_capturable === toStripe(amount, currency) && intent.currency.toUpperCase() === currency;
}

export function captured(
  intent: Stripe.PaymentIntent,
  providerOrderId: string,
  cancels: readonly ProviderCancel[],
): ProviderOutcome {
  const { amount_received: amount, currency, latest_charge: charge } = intent;
  const receiptUrl = charge !== null && typeof charge === 'object' ? charge.receipt_url : null;
  return {
    outcome: 'CAPTURED',
    amount: fromStripe(amount, currency),
    currency: currency.toUpperCase(),
    providerOrderId,
    cancels,
    ...(receiptUrl !== null && { receiptUrl }),
  };
}

/** What has failed, or was withdrawn, is still here. */
export function cancelsOf(refunds: readonly Stripe.Refund[]): ProviderCancel[] {
  return refunds.filter(isPaidBack).map(({ id, amount, currency, metadata }) => ({
    amount: fromStripe(amount, currency),
    reference: id,
    mark: metadata?.['mark'] ?? null,
  }));
}

export function isPaidBack({ status }: Stripe.Refund): boolean {
  return status !== 'failed' && status !== 'canceled';
}

export function unknown(code: string, isAnswered = false): UnknownOutcome {
  return { outcome: 'UNKNOWN', isAnswered, code };
}
