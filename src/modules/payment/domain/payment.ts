import type { PaymentMethod } from '#payment';
import type { ProviderStanding } from './provider';

export const PAYMENT_STATES = [
  'REQUESTED',
  'CONFIRMING',
  'WAITING_FOR_DEPOSIT',
  'CAPTURED',
  'FAILED',
  'ABANDONED',
  'REVERSED',
] as const;
/**
 * REQUESTED: the buyer is at the provider's page. CONFIRMING: the money is being moved, or may have been.
 * WAITING_FOR_DEPOSIT: the buyer has the number of an account, and transfers the money. CAPTURED: the provider has it.
 * FAILED: it was refused for good. ABANDONED: no one will confirm it. REVERSED: a deposit that was captured has bounced.
 */
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** What the order said of a captured payment; see `SettlementOutcome`. */
export type PaymentOutcome = 'PAID' | 'DUPLICATE' | 'MISMATCH' | 'LATE' | 'OVER';

/** One attempt to collect what an order has to pay. Amounts are in the currency's smallest unit. */
export interface Payment {
  readonly paymentId: number;
  readonly orderId: number;
  readonly userId: number;
  /** 1 for the first attempt of its order */
  readonly ordinal: number;
  readonly provider: string;
  readonly method: PaymentMethod;
  readonly state: PaymentState;
  /** the one attempt of its order that may still be paid, or has been */
  readonly isLive: boolean;
  /** null: nothing was captured, or the order has not said it yet */
  readonly outcome: PaymentOutcome | null;
  readonly amount: number;
  readonly captured: number;
  readonly refundTotal: number;
  readonly currency: string;
  /** our name of the attempt at the provider, which cannot be guessed */
  readonly providerOrderId: string;
  /** the provider's own name of it, known when it is confirmed */
  readonly providerKey: string | null;
  readonly checkoutUrl: string | null;
  /** the number of its idempotency key at the provider; 0 before it is confirmed */
  readonly confirmAttempt: number;
  /** the last call that moves the money was answered, though without certainty */
  readonly isAnswered: boolean;
  readonly failureCode: string | null;
  readonly requestedAt: Date;
  readonly sentAt: Date | null;
  readonly approvedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** How an attempt has ended. */
export type PaymentResult =
  | {
      readonly state: 'CAPTURED';
      /** what the provider keeps for us */
      readonly amount: number;
      readonly currency: string;
    }
  | { readonly state: 'FAILED'; readonly code: string };

/** Why a payment by points was refused. */
export const INSUFFICIENT_POINTS = 'INSUFFICIENT_POINTS';
const PROVIDER_CANCELLED = 'PROVIDER_CANCELLED';

type Judged = Pick<Payment, 'state' | 'providerOrderId'>;

/**
 * What the provider's word makes of an attempt; `undefined`: it stays as it is. A capture wins over every other belief
 * (A6): what the provider has taken is taken, whatever this attempt was given up for. Nothing leads out of CAPTURED.
 */
export function resultOf(payment: Judged, standing: ProviderStanding): PaymentResult | undefined {
  if (payment.state === 'CAPTURED') return undefined;
  if (standing.outcome === 'CAPTURED') return capture(payment, standing);
  // A refusal ends only what is being confirmed: of an attempt that is over it says nothing new.
  if (standing.outcome !== 'REFUSED' || payment.state !== 'CONFIRMING') return undefined;
  return { state: 'FAILED', code: standing.code };
}

/** What was cancelled there before the capture was recorded here is no money any more (H1). */
function capture(
  payment: Judged,
  { providerOrderId, amount, currency, cancels }: Extract<ProviderStanding, { outcome: 'CAPTURED' }>,
): PaymentResult | undefined {
  // It speaks of another attempt, or of no one's: neither proves anything about this one.
  if (providerOrderId !== payment.providerOrderId) return undefined;
  const kept = amount - cancels.reduce((sum, cancel) => sum + cancel.amount, 0);
  if (kept > 0) return { state: 'CAPTURED', amount: kept, currency };
  const isOver = payment.state === 'FAILED' || payment.state === 'ABANDONED';
  return isOver ? undefined : { state: 'FAILED', code: PROVIDER_CANCELLED };
}

/** After a while without an answer, the money may be asked for again; see `reconfirmation`. */
const UNANSWERED_MS = 45_000;
const PAUSE_MS = { shortest: 2_000, longest: 600_000 };

/** The pause before the next look at an attempt whose outcome is not known: 2 s, 4 s … 10 min. */
export function pauseBefore(look: number): number {
  return Math.min(PAUSE_MS.shortest * 2 ** Math.max(0, look - 1), PAUSE_MS.longest);
}

/**
 * The number of the idempotency key with which an attempt may be confirmed again after the provider has said that it is
 * not finished there; `undefined`: not yet. While a call may still be on its way, none is sent beside it (H14). A call
 * that was never answered is repeated under its own key, so that the provider does it once. One that was answered without
 * certainty would be answered the same again, and so gets a new key: the look has shown that it moved nothing.
 */
export function reconfirmation(
  { isAnswered, confirmAttempt }: Pick<Payment, 'isAnswered' | 'confirmAttempt'>,
  sentForMs: number,
): number | undefined {
  if (sentForMs < UNANSWERED_MS) return undefined;
  return isAnswered ? confirmAttempt + 1 : confirmAttempt;
}

/** The same for each repetition of an attempt, and for no attempt of another database. */
export function confirmKey({
  providerOrderId,
  confirmAttempt,
}: Pick<Payment, 'providerOrderId' | 'confirmAttempt'>): string {
  return `hd:confirm:${providerOrderId}#${confirmAttempt}`;
}
