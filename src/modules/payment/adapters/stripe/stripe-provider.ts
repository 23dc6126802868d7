import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import type { Config } from '#platform/config/config';
import {
  type ConfirmIntent,
  type KnownPayment,
  type OpenedPayment,
  OpeningRefused,
  PaymentProvider,
  type PaymentToOpen,
  type ProviderOutcome,
  type ProviderStanding,
  type RawWebhook,
  type RefundIntent,
  type RefundOutcome,
  type WebhookHint,
} from '../../domain/provider';
import { pageAddress } from '../../domain/storable';
import { PaymentConfig } from '../../payment.config';
import { definePaymentProvider } from '../payment-providers';
import { type StripeAnswer, StripeClient, type StripeRefusal } from './stripe-client';
import { isDecline, isRepeated, KEY_LIFE_MS, refundOf, refusesRefund, sessionOf, toStripe } from './stripe-dialect';
import { cancelsOf, captured, intentOf, isPaidBack, isWhole, standingOf, unknown } from './stripe-standing';
import { hintOf } from './stripe-webhook';
import { StripeConfig } from '../../stripe.config';

const STRIPE = 'stripe';
const CONFIRM_LIMIT_MS = 30_000;
const LIMIT_MS = 10_000;
const MAX_PAGE = 100;
const EXPAND = ['payment_intent.latest_charge'];

/**
 * Stripe: its page authorizes a card (Checkout Session, manual capture), and this server captures. The session is the
 * payment key. An authorization moves no money, and ends by itself if no one captures it.
 */
class StripeProvider extends PaymentProvider {
  override readonly name = STRIPE;
  override readonly methods = ['CARD'] as const;
  override readonly hasPage = true;
  private readonly client: StripeClient;

  constructor(
    private readonly config: StripeConfig,
    private readonly publicUrl: string,
  ) {
    super();
    this.client = new StripeClient(config);
  }

  override assertAvailable(): void {
    this.client.assertAvailable();
  }

  override disconnect(): void {
    this.client.close();
  }

  override async open(payment: PaymentToOpen, signal: AbortSignal): Promise<OpenedPayment> {
    const params = sessionOf(payment, `${this.publicUrl}/orders/${payment.orderId}/payment`);
    const key = `hd:open:${payment.providerOrderId}`;
    const open = (idempotencyKey: string) =>
      this.call(signal, ({ checkout }) => checkout.sessions.create(params, { idempotencyKey }));
    const first = await open(key);
    // The error would be repeated under the same key for 24 hours. A page that is opened twice moves no money.
    const isOver = first.error !== undefined && isRepeated(first.error.status);
    const { body: session, error } = isOver ? await open(`${key}#${randomUUID()}`) : first;
    if (error !== undefined) throw new OpeningRefused(error.code, isOurFault(error));
    const { id, url, client_reference_id: reference } = session;
    if (reference !== payment.providerOrderId) throw new Error('The opened payment is of another order');
    const checkoutUrl = pageAddress(url);
    if (checkoutUrl === undefined) throw new Error('There is no page to pay on');
    return { checkoutUrl, providerKey: id };
  }

  /** Looked at first: a capture of what is captured, or was never authorized, is an error that says neither. */
  override async confirm(confirmed: ConfirmIntent, signal: AbortSignal): Promise<ProviderOutcome> {
    const { key: idempotencyKey, amount, currency, providerOrderId } = confirmed;
    const { body: session, error: unseen } = await this.find(confirmed, signal);
    if (unseen !== undefined) return unanswered(unseen);
    const standing = await this.standing(session, confirmed, signal);
    const intent = intentOf(session);
    if (standing.outcome === 'ABSENT') return unknown(standing.outcome);
    if (standing.outcome !== 'UNFINISHED') return standing;
    if (intent?.status !== 'requires_capture') return unknown(intent?.status ?? 'not_begun');
    if (!isWhole(intent, confirmed)) return { outcome: 'REFUSED', code: 'amount_mismatch' };
    const params = { amount_to_capture: toStripe(amount, currency), expand: ['latest_charge'] };
    const send = ({ paymentIntents }: Stripe) => paymentIntents.capture(intent.id, params, { idempotencyKey });
    const { body, error } = await this.call(signal, send, CONFIRM_LIMIT_MS);
    if (error === undefined) {
      return body.status === 'succeeded' ? captured(body, providerOrderId, []) : unknown(body.status, true);
    }
    if (isDecline(error)) return { outcome: 'REFUSED', code: error.code };
    return { ...unanswered(error), isAnswered: isRepeated(error.status) };
  }

  override async retrieve(payment: KnownPayment, signal: AbortSignal): Promise<ProviderStanding> {
    // The page of a payment without a key was never shown to anyone.
    if (payment.providerKey === null) return { outcome: 'ABSENT' };
    const { body: session, error } = await this.find(payment, signal);
    if (error !== undefined) return error.code === 'resource_missing' ? { outcome: 'ABSENT' } : unanswered(error);
    return this.standing(session, payment, signal);
  }

  override async refund(refund: RefundIntent, signal: AbortSignal): Promise<RefundOutcome> {
    const { body: session, error: unseen } = await this.find(refund, signal);
    if (unseen !== undefined) return unanswered(unseen);
    const intent = session.client_reference_id === refund.providerOrderId ? intentOf(session) : undefined;
    if (intent === undefined) return unknown('not_paid');
    if (refund.sentForMs > KEY_LIFE_MS) return this.findRefund(refund, intent.id, signal);
    const params = refundOf(refund, intent.id);
    const { body, error } = await this.call(signal, ({ refunds }) =>
      refunds.create(params, { idempotencyKey: refund.key }),
    );
    if (error !== undefined) {
      if (refusesRefund(error)) return { outcome: 'REFUSED', code: error.code };
      return { ...unanswered(error), isAnswered: isRepeated(error.status) };
    }
    if (isPaidBack(body)) return { outcome: 'REFUNDED', reference: body.id };
    return { outcome: 'REFUSED', code: body.failure_reason ?? 'refund_failed' };
  }

  /** A page that is open is closed, and a card that was authorized is released. */
  override async close(payment: KnownPayment, signal: AbortSignal): Promise<ProviderStanding> {
    const standing = await this.retrieve(payment, signal);
    if (standing.outcome !== 'UNFINISHED') return standing;
    const { body: session, error: unseen } = await this.find(payment, signal);
    if (unseen !== undefined) return unanswered(unseen);
    const intentId = session.status === 'complete' ? intentOf(session)?.id : undefined;
    // Without a key, under which an error would be repeated for 24 hours: closing a payment twice does no harm.
    const { error } = await this.call(signal, async ({ checkout, paymentIntents }) => {
      if (intentId === undefined) await checkout.sessions.expire(session.id);
      else await paymentIntents.cancel(intentId, { cancellation_reason: 'abandoned' });
    });
    return error === undefined ? { outcome: 'REFUSED', code: 'abandoned' } : unanswered(error);
  }

  override hint({ headers, body }: RawWebhook): WebhookHint {
    const { webhookSecret } = this.config;
    const signature = headers['stripe-signature'];
    if (webhookSecret === undefined || signature === undefined) return { about: 'FORGED' };
    const verified = this.client.verified(body, signature, webhookSecret);
    return verified === undefined ? { about: 'FORGED' } : hintOf(verified);
  }

  private find({ providerKey }: KnownPayment, signal: AbortSignal): Promise<StripeAnswer<Stripe.Checkout.Session>> {
    return this.call(signal, ({ checkout }) => checkout.sessions.retrieve(providerKey ?? '', { expand: EXPAND }));
  }

  /** A capture is shown with what was paid back of it. */
  private async standing(
    session: Stripe.Checkout.Session,
    payment: KnownPayment,
    signal: AbortSignal,
  ): Promise<ProviderStanding> {
    const intent = intentOf(session);
    if (intent?.status !== 'succeeded') return standingOf(session, payment);
    const { body: refunds, error } = await this.refundsOf(intent.id, signal);
    return error === undefined ? standingOf(session, payment, cancelsOf(refunds)) : unanswered(error);
  }

  private refundsOf(intentId: string, signal: AbortSignal): Promise<StripeAnswer<Stripe.Refund[]>> {
    return this.call(signal, async ({ refunds }) => {
      const all: Stripe.Refund[] = [];
      for await (const refund of refunds.list({ payment_intent: intentId, limit: MAX_PAGE })) all.push(refund);
      return all;
    });
  }

  /** Its key may be forgotten, so it is not sent again. */
  private async findRefund({ mark }: RefundIntent, intentId: string, signal: AbortSignal): Promise<RefundOutcome> {
    const { body, error } = await this.refundsOf(intentId, signal);
    if (error !== undefined) return unanswered(error);
    const found = cancelsOf(body).find((cancel) => cancel.mark === mark);
    if (found === undefined) return { outcome: 'REFUSED', code: 'key_expired' };
    return { outcome: 'REFUNDED', reference: found.reference };
  }

  private call<Body>(signal: AbortSignal, send: (stripe: Stripe) => Promise<Body>, limitMs = LIMIT_MS) {
    return this.client.call({ limitMs, signal }, send);
  }
}

function unanswered(error: StripeRefusal) {
  return { ...unknown(error.code), ...(isOurFault(error) && { isOurFault: true }) };
}

function isOurFault({ status, type, code }: StripeRefusal): boolean {
  return status === 401 || status === 403 || (type === 'invalid_request_error' && code.startsWith('parameter_'));
}

definePaymentProvider(STRIPE, ({ config }: { readonly config: Config }) => {
  return new StripeProvider(config.section(StripeConfig), config.section(PaymentConfig).publicUrl);
});
