import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Config } from '#platform/config/config';
import type { PaymentMethod } from '#payment';
import {
  type ConfirmIntent,
  type KnownPayment,
  type OpenedPayment,
  OpeningRefused,
  PaymentProvider,
  type PaymentToOpen,
  type ProviderCancel,
  type ProviderOutcome,
  type ProviderStanding,
  type ProviderTransaction,
  type RawWebhook,
  type RefundIntent,
  type RefundOutcome,
  type WebhookHint,
} from '../../domain/provider';
import { pageAddress } from '../../domain/storable';
import { PaymentConfig } from '../../payment.config';
import { definePaymentProvider } from '../payment-providers';
import { type TossAnswer, type TossCall, TossClient } from './toss-client';
import { isAbsent, isOurFault, isStillRunning, refusesCancel, refusesPayment } from './toss-codes';
import { TossConfig } from '../../toss.config';
import { cancelBody, CLOSE_BODY, CURRENCIES, MINIMUMS, openBody, PATHS, type TossPayment } from './toss-dialect';
import { cancelsOf, standingOf, unknown } from './toss-standing';
import { listTransactions } from './toss-transactions';
import { hintOf } from './toss-webhook';

const TOSS = 'toss';
const CONFIRM_LIMIT_MS = 30_000;
const LIMIT_MS = 10_000;

/** Toss Payments: a page of theirs, and a confirmation by this server. */
class TossProvider extends PaymentProvider {
  override readonly name = TOSS;
  override readonly methods: readonly PaymentMethod[];
  override readonly hasPage = true;
  override readonly hasList = true;
  override readonly currencies = CURRENCIES;
  private readonly client: TossClient;

  constructor(
    { api, secretKey = '' }: TossConfig,
    private readonly config: PaymentConfig,
  ) {
    super();
    this.client = new TossClient(api, secretKey);
    const methods = ['CARD', 'TRANSFER', 'MOBILE_PHONE'] as const;
    this.methods = config.depositMs > 0 ? [...methods, 'VIRTUAL_ACCOUNT'] : methods;
  }

  override minimumOf(method: PaymentMethod): number {
    return MINIMUMS[method] ?? 0;
  }

  override assertAvailable(): void {
    this.client.assertAvailable();
  }

  override disconnect(): void {
    this.client.close();
  }

  override async open(payment: PaymentToOpen, signal: AbortSignal): Promise<OpenedPayment> {
    const { publicUrl, depositMs } = this.config;
    const body = openBody(payment, `${publicUrl}/orders/${payment.orderId}/payment`, depositMs);
    const key = `hd:open:${payment.providerOrderId}`;
    const open = (withKey: string): Promise<TossAnswer> => this.post({ path: PATHS.open, body, key: withKey, signal });
    const first = await open(key);
    // An error would be repeated under the same key for 15 days. A page that is opened twice moves no money.
    const { body: opened, error } =
      first.error === undefined || isStillRunning(first.error) ? first : await open(`${key}#${randomUUID()}`);
    if (error !== undefined) throw new OpeningRefused(error, isOurFault(error));
    const checkoutUrl = pageAddress(opened.checkout?.url);
    if (opened.orderId !== payment.providerOrderId) throw new Error('The opened payment is of another order');
    if (checkoutUrl === undefined) throw new Error('There is no page to pay on');
    return { checkoutUrl, providerKey: opened.paymentKey };
  }

  override async confirm(intent: ConfirmIntent, signal: AbortSignal): Promise<ProviderOutcome> {
    const { providerKey: paymentKey, providerOrderId: orderId, amount, key } = intent;
    const body = { paymentKey, orderId, amount };
    const answer = await this.post({ path: PATHS.confirm, body, key, signal, limitMs: CONFIRM_LIMIT_MS });
    const { error: code } = answer;
    if (code !== undefined) {
      if (refusesPayment(code)) return { outcome: 'REFUSED', code, isOurFault: isOurFault(code) };
      return { outcome: 'UNKNOWN', isAnswered: !isStillRunning(code), code };
    }
    const standing = ownStanding(answer.body, orderId);
    if (standing.outcome === 'UNFINISHED' || standing.outcome === 'ABSENT') return unknown(standing.outcome);
    return standing;
  }

  /** A key that the buyer's browser has brought may be of no payment, or of another one: our own name of it decides then. */
  override async retrieve(payment: KnownPayment, signal: AbortSignal): Promise<ProviderStanding> {
    const answer = await this.find(payment, signal);
    const { error: code } = answer;
    if (code === undefined) return ownStanding(answer.body, payment.providerOrderId);
    return isAbsent(code) ? { outcome: 'ABSENT' } : { ...unknown(code), ...(isOurFault(code) && { isOurFault: true }) };
  }

  override async refund(refund: RefundIntent, signal: AbortSignal): Promise<RefundOutcome> {
    const isPartial = refund.refundAmount < refund.amount;
    let paymentKey = refund.providerKey;
    if (isPartial || paymentKey === null) {
      const { body: found, error: code } = await this.find(refund, signal);
      if (code !== undefined) return { outcome: 'UNKNOWN', code };
      if (isPartial && found.isPartialCancelable === false) {
        return { outcome: 'REFUSED', code: 'NOT_ALLOWED_PARTIAL_REFUND' };
      }
      paymentKey = found.paymentKey;
    }
    const answer = await this.post({
      path: PATHS.cancel(paymentKey),
      body: cancelBody(refund),
      key: refund.key,
      signal,
    });
    const { error: code } = answer;
    if (code === undefined) return this.refunded(answer.body, refund, signal);
    if (refusesCancel(code)) return { outcome: 'REFUSED', code };
    const isAnswered = !isStillRunning(code);
    return { outcome: 'UNKNOWN', isAnswered, code, ...(isOurFault(code) && { isOurFault: true }) };
  }

  /** A page that no one finishes ends there by itself. An account that waits for money is closed. */
  override async close(payment: KnownPayment, signal: AbortSignal): Promise<ProviderStanding> {
    const { body: found, error } = await this.find(payment, signal);
    if (error !== undefined) return isAbsent(error) ? { outcome: 'ABSENT' } : unknown(error);
    const standing = ownStanding(found, payment.providerOrderId);
    if (standing.outcome !== 'DEPOSIT_AWAITED') return standing;
    // Without a key, under which an error would be repeated for 15 days: closing an account twice does no harm.
    const path = PATHS.cancel(found.paymentKey);
    const { body: closed, error: code } = await this.post({ path, body: CLOSE_BODY, signal });
    return code === undefined ? ownStanding(closed, payment.providerOrderId) : unknown(code);
  }

  override hint(webhook: RawWebhook): WebhookHint {
    return hintOf(webhook);
  }

  override list(from: Date, until: Date, signal: AbortSignal): Promise<readonly ProviderTransaction[]> {
    return listTransactions(this.client, from, until, signal);
  }

  private async find(payment: KnownPayment, signal: AbortSignal): Promise<TossAnswer> {
    const { providerKey, providerOrderId } = payment;
    const get = (path: string): Promise<TossAnswer> =>
      this.client.payment({ method: 'GET', path, signal, limitMs: LIMIT_MS });
    if (providerKey !== null) {
      const found = await get(PATHS.byKey(providerKey));
      const isOther = found.error === undefined ? found.body.orderId !== providerOrderId : isAbsent(found.error);
      if (!isOther) return found;
    }
    return get(PATHS.byOrder(providerOrderId));
  }

  /** A repeated key gets its first answer, in which a cancel may not be made yet that is made since. */
  private async refunded(answer: TossPayment, refund: RefundIntent, signal: AbortSignal): Promise<RefundOutcome> {
    const outcome = refundOf(answer, refund);
    if (outcome.outcome !== 'UNKNOWN') return outcome;
    const { body: found } = await this.find(refund, signal);
    return found === undefined ? outcome : refundOf({ ...found, lastTransactionKey: null }, refund);
  }

  private post(call: Omit<TossCall, 'method' | 'limitMs'> & { readonly limitMs?: number }): Promise<TossAnswer> {
    return this.client.payment({ limitMs: LIMIT_MS, ...call, method: 'POST' });
  }
}

/** What is said of another order proves nothing about this one. */
function ownStanding(payment: TossPayment, providerOrderId: string): ProviderStanding {
  return payment.orderId === providerOrderId ? standingOf(payment) : unknown('ORDER_ID_MISMATCH');
}

/** What became of a refund that was not refused: the cancel with our mark, or else the one that this answer is about. */
function refundOf(payment: TossPayment, { mark, refundAmount, providerOrderId }: RefundIntent): RefundOutcome {
  if (payment.orderId !== providerOrderId) return { outcome: 'UNKNOWN', code: 'ORDER_ID_MISMATCH' };
  const cancels = cancelsOf(payment).filter(({ amount }) => amount === refundAmount);
  const isThis = (cancel: ProviderCancel): boolean =>
    cancel.mark === null && cancel.reference === payment.lastTransactionKey;
  const own = cancels.find((cancel) => cancel.mark === mark) ?? cancels.find(isThis);
  return own === undefined
    ? { outcome: 'UNKNOWN', code: 'CANCEL_MISSING' }
    : { outcome: 'REFUNDED', reference: own.reference };
}

definePaymentProvider(TOSS, ({ config }: { readonly config: Config }) => {
  const toss = config.section(TossConfig);
  if (config.production && toss.isTestKey) {
    new Logger('Payments').warn('TOSS_SECRET_KEY is a test key: buyers get their goods, and no money moves');
  }
  return new TossProvider(toss, config.section(PaymentConfig));
});
