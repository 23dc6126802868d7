import type Stripe from 'stripe';
import type { PaymentToOpen, RefundIntent } from '../../domain/provider';

/**
 * What this adapter expects of Stripe, and no one has tried with the live service yet: see "Before you go live" in
 * docs/payments.md. The parameters and the shapes are those of the types of the package (23.1.0).
 */

/** Currencies without a smaller unit of which Stripe counts hundredths all the same. */
const HUNDREDTHS = ['ISK', 'UGX'];
/** A page is open for an hour. Stripe allows 30 minutes to 24 hours. */
const PAGE_S = 3_600;
/** Stripe forgets a key after 24 hours at the earliest. Sent later, the same key would pay back a second time. */
export const KEY_LIFE_MS = 23 * 3_600_000;
/** What a charge may be refused for at its capture, and what is not certain. */
const UNCERTAIN_DECLINES = ['processing_error', 'reenter_transaction', 'try_again_later', 'issuer_not_available'];
const REFUND_REFUSALS = [
  ...['charge_already_refunded', 'charge_disputed', 'refund_disputed_payment', 'charge_not_refundable'],
  // More than is left of the payment, and more than the shop has at Stripe.
  ...['amount_too_large', 'balance_insufficient', 'insufficient_funds'],
];

/** An amount in the currency's smallest unit, as Stripe counts it. */
export function toStripe(amount: number, currency: string): number {
  return HUNDREDTHS.includes(currency) ? amount * 100 : amount;
}

export function fromStripe(amount: number, currency: string): number {
  return HUNDREDTHS.includes(currency.toUpperCase()) ? amount / 100 : amount;
}

/**
 * A page on which a card is authorized, and not charged. The same for each repetition, as a key allows no other.
 * @param page of this shop, to which the buyer comes back
 */
export function sessionOf(payment: PaymentToOpen, page: string): Stripe.Checkout.SessionCreateParams {
  const { orderId, providerOrderId, amount, currency, requestedAt } = payment;
  // Stripe replaces the braces, which must not be encoded.
  const success = `paymentKey={CHECKOUT_SESSION_ID}&providerOrderId=${providerOrderId}&amount=${amount}`;
  return {
    mode: 'payment',
    allowed_payment_method_types: ['card'],
    // What is captured is in the currency of the shop.
    adaptive_pricing: { enabled: false },
    client_reference_id: providerOrderId,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: toStripe(amount, currency),
          product_data: { name: `Order ${orderId}` },
        },
      },
    ],
    payment_intent_data: { capture_method: 'manual', metadata: { order: providerOrderId } },
    success_url: `${page}?${success}`,
    cancel_url: `${page}?code=PAY_PROCESS_CANCELED&providerOrderId=${providerOrderId}`,
    expires_at: Math.floor(requestedAt.getTime() / 1_000) + PAGE_S,
  };
}

export function refundOf(refund: RefundIntent, intentId: string): Stripe.RefundCreateParams {
  const { refundAmount, currency, providerOrderId, mark, cause } = refund;
  return {
    payment_intent: intentId,
    amount: toStripe(refundAmount, currency),
    reason: 'requested_by_customer',
    metadata: { order: providerOrderId, mark, cause },
  };
}

/** Whether a card was declined for good at its capture. */
export function isDecline({ type, code }: { readonly type: string; readonly code: string }): boolean {
  return type === 'card_error' && !UNCERTAIN_DECLINES.includes(code);
}

export function refusesRefund({ type, code }: { readonly type: string; readonly code: string }): boolean {
  return type === 'invalid_request_error' && REFUND_REFUSALS.includes(code);
}

/** Stripe answers a key again with what it has answered first, but for what it has refused before it began. */
export function isRepeated(status: number): boolean {
  return ![401, 403, 409, 429].includes(status);
}
