import type { PaymentMethod } from '#payment';
import type { DepositAccount, ProviderStanding } from './provider';

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
  /** where the buyer transfers the money to; `dueAt` is `expiresAt` */
  readonly depositAccount: DepositAccount | null;
  /** the deposit has arrived, and has not been there long enough yet to be counted */
  readonly depositSeenAt: Date | null;
  readonly receiptUrl: string | null;
}

/** What a provider's word changes about an attempt. */
export type PaymentResult =
  | {
      readonly state: 'CAPTURED';
      /** what the provider keeps for us */
      readonly amount: number;
      readonly currency: string;
      readonly receiptUrl: string | null;
    }
  | { readonly state: 'FAILED'; readonly code: string }
  | { readonly state: 'WAITING_FOR_DEPOSIT'; readonly account: DepositAccount; readonly secret: string | null }
  | { readonly state: 'REVERSED' }
  /** the attempt stays what it is: its deposit has arrived, or has gone again before it was counted */
  | { readonly deposit: 'SEEN' | 'GONE' };

/** Why a payment by points was refused. */
export const INSUFFICIENT_POINTS = 'INSUFFICIENT_POINTS';
const PROVIDER_CANCELLED = 'PROVIDER_CANCELLED';

/** Deposits bounce within minutes. One is counted when it has been there for this time. */
export const DEPOSIT_STAYS_MS = 180_000;

type Judged = Pick<Payment, 'state' | 'providerOrderId' | 'method' | 'outcome' | 'depositSeenAt'>;
type Captured = Extract<ProviderStanding, { outcome: 'CAPTURED' }>;
type Awaited = Extract<ProviderStanding, { outcome: 'DEPOSIT_AWAITED' }>;

/**
 * What the provider's word makes of an attempt; `undefined`: it stays as it is. A capture wins over every other belief
 * (A6): what the provider has taken is taken, whatever this attempt was given up for. Nothing leads out of CAPTURED but a
 * deposit that bounces (A12).
 * @param now by the database's clock
 */
export function resultOf(payment: Judged, standing: ProviderStanding, now: Date): PaymentResult | undefined {
  switch (standing.outcome) {
    case 'CAPTURED':
      return payment.state === 'CAPTURED' ? undefined : capture(payment, standing, now);
    case 'DEPOSIT_AWAITED':
      return awaitDeposit(payment, standing);
    case 'REFUSED':
      // Of an attempt that is over, a refusal says nothing new.
      if (payment.state === 'REQUESTED' || isBeingPaid(payment)) return { state: 'FAILED', code: standing.code };
      return depositGone(payment);
    case 'ABSENT':
      return isBeingPaid(payment) ? undefined : depositGone(payment);
    default:
      return undefined;
  }
}

/** What was cancelled there before the capture was recorded here is no money any more (H1). */
function capture(payment: Judged, standing: Captured, now: Date): PaymentResult | undefined {
  const { providerOrderId, amount, currency, cancels, receiptUrl = null } = standing;
  // It speaks of another attempt, or of no one's: neither proves anything about this one.
  if (providerOrderId !== payment.providerOrderId) return undefined;
  const kept = amount - cancels.reduce((sum, cancel) => sum + cancel.amount, 0);
  if (kept <= 0) return hasEnded(payment) ? depositGone(payment) : { state: 'FAILED', code: PROVIDER_CANCELLED };
  if (payment.method === 'VIRTUAL_ACCOUNT') {
    if (payment.depositSeenAt === null) return { deposit: 'SEEN' };
    if (now.getTime() - payment.depositSeenAt.getTime() < DEPOSIT_STAYS_MS) return undefined;
  }
  return { state: 'CAPTURED', amount: kept, currency, receiptUrl };
}

/**
 * An account was given out (A8), or the deposit has gone again. A capture that the order has not judged yet is not
 * reversed (A12): its two events could be handled in the wrong order.
 */
function awaitDeposit(payment: Judged, { providerOrderId, account, secret }: Awaited): PaymentResult | undefined {
  const { state, method, outcome } = payment;
  if (providerOrderId !== payment.providerOrderId || method !== 'VIRTUAL_ACCOUNT') return undefined;
  if (state === 'CONFIRMING') return { state: 'WAITING_FOR_DEPOSIT', account, secret };
  if (state === 'CAPTURED') return outcome === null ? undefined : { state: 'REVERSED' };
  return depositGone(payment);
}

function depositGone({ state, depositSeenAt }: Judged): PaymentResult | undefined {
  return state === 'CAPTURED' || depositSeenAt === null ? undefined : { deposit: 'GONE' };
}

function isBeingPaid({ state }: Judged): boolean {
  return state === 'CONFIRMING' || state === 'WAITING_FOR_DEPOSIT';
}

function hasEnded({ state }: Judged): boolean {
  return state === 'FAILED' || state === 'ABANDONED' || state === 'REVERSED';
}

/** After a while without an answer, the money may be asked for again; see `reconfirmation`. */
const UNANSWERED_MS = 45_000;
const PAUSE_MS = { shortest: 2_000, longest: 600_000 };
/** A buyer needs a minute to make a transfer. */
const DEPOSIT_PAUSE_MS = 60_000;
/** A capture is reversed only when its order has judged it. */
export const UNJUDGED_PAUSE_MS = 5_000;
/** An administrator is shown attempts of which it is not known for longer whether the money was moved. */
export const UNEXPLAINED_MS = 86_400_000;
const NOT_FOUND_AT_PROVIDER = 'NOT_FOUND_AT_PROVIDER';

/** The pause before the next look at an attempt whose outcome is not known: 2 s, 4 s … 10 min. */
export function pauseBefore(look: number): number {
  return Math.min(PAUSE_MS.shortest * 2 ** Math.max(0, look - 1), PAUSE_MS.longest);
}

/** The pause before the next look for a deposit; the provider's webhook makes it earlier. */
export function pauseForDeposit(look: number): number {
  return Math.max(DEPOSIT_PAUSE_MS, pauseBefore(look));
}

/**
 * What a provider says for good of an attempt that it does not know: it was not asked for the money for a day, and a page
 * of a provider lives for an hour at most. Otherwise a buyer who confirms with an invented key leaves attempts that are
 * looked at for ever. If it was captured all the same, the list of the provider shows it.
 */
export function finalWord(standing: ProviderStanding, sentForMs: number): ProviderStanding {
  if (standing.outcome !== 'ABSENT' || sentForMs < UNEXPLAINED_MS) return standing;
  return { outcome: 'REFUSED', code: NOT_FOUND_AT_PROVIDER };
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
