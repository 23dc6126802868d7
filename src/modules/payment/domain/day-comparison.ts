import { daysAfter, daysOf } from '#platform/timing/zoned-time';
import type { PaymentState } from './payment';
import type { ProviderStanding, ProviderTransaction } from './provider';
import type { RefundState, SettledAs } from './refund';

export const DIFFERENCE_KINDS = [
  'CAPTURE_UNKNOWN',
  'CANCEL_UNKNOWN',
  'CAPTURE_MISSED',
  'CANCEL_MISSED',
  'CAPTURE_ABSENT',
  'REFUND_ABSENT',
  'AMOUNT_DIFFERS',
] as const;
/**
 * UNKNOWN: of a payment that is none of ours, or under another key than ours. MISSED: it was there, and not here. ABSENT: it
 * is here, and not there. AMOUNT_DIFFERS: what is kept there is not what is kept here.
 */
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Something that a provider's list and our books do not agree about. Amounts are in the currency's smallest unit. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** null: the payment is none of ours */
  readonly paymentId: number | null;
  readonly refundId: number | null;
  readonly providerOrderId: string;
  readonly providerKey: string | null;
  /** the provider's name of the entry */
  readonly reference: string | null;
  readonly amountHere: number;
  readonly amountThere: number;
  readonly currency: string;
  /** the look that followed has stored here what is true there */
  readonly isMended: boolean;
}

export interface BookedRefund {
  readonly refundId: number;
  readonly amount: number;
  readonly state: RefundState;
  readonly mark: string;
  readonly providerRef: string | null;
  readonly settledAs: SettledAs | null;
  readonly completedAt: Date | null;
}

/** A payment as our books have it. */
export interface BookedPayment {
  readonly paymentId: number;
  readonly providerOrderId: string;
  readonly providerKey: string | null;
  readonly state: PaymentState;
  readonly captured: number;
  readonly currency: string;
  readonly approvedAt: Date | null;
  readonly refunds: readonly BookedRefund[];
}

export interface Day {
  readonly from: Date;
  readonly until: Date;
}

/** A payment of ours that has to be looked at, and what seems to be wrong with it. */
export interface Doubt {
  readonly payment: BookedPayment;
  readonly differences: readonly Difference[];
}

/** The list alone proves little: it has the day of the provider, and may lag. So what it contradicts is looked at. */
export function compareDay(
  listed: readonly ProviderTransaction[],
  payments: readonly BookedPayment[],
  day: Day,
): { readonly unknown: readonly Difference[]; readonly doubts: readonly Doubt[] } {
  const byName = new Map(payments.map((payment) => [payment.providerOrderId, payment]));
  const entries = new Map<number, ProviderTransaction[]>();
  const unknown: Difference[] = [];
  for (const entry of listed) {
    const payment = byName.get(entry.providerOrderId);
    if (payment !== undefined && (payment.providerKey ?? entry.providerKey) === entry.providerKey) {
      entries.set(payment.paymentId, [...(entries.get(payment.paymentId) ?? []), entry]);
    } else unknown.push(unknownEntry(entry, payment));
  }
  const doubts = payments.map((payment) => ({
    payment,
    differences: differencesOf(payment, entries.get(payment.paymentId) ?? [], day),
  }));
  return { unknown, doubts: doubts.filter(({ differences }) => differences.length > 0) };
}

/**
 * What remains of a doubt when the provider was asked about the payment.
 * @param after the payment, as it is after the look
 */
export function confirmed({ differences }: Doubt, after: BookedPayment, standing: ProviderStanding): Difference[] {
  const there = standing.outcome === 'CAPTURED' ? standing : undefined;
  const keptThere = (there?.amount ?? 0) - sum(there?.cancels ?? []);
  const isEqual = agrees(after, keptThere) && (there === undefined || there.currency === after.currency);
  const references = new Set(there?.cancels.flatMap(({ reference, mark }) => [reference, mark]));
  const left = differences.flatMap((difference): Difference[] => {
    switch (difference.kind) {
      case 'CAPTURE_MISSED':
        if (hasCaptured(after)) return [{ ...difference, isMended: true }];
        return keptThere === 0 ? [] : [difference];
      case 'CANCEL_MISSED':
        if (isRecorded(after, difference.reference)) return [{ ...difference, isMended: true }];
        return isEqual ? [] : [difference];
      case 'CAPTURE_ABSENT':
        return there === undefined && after.state === 'CAPTURED' ? [difference] : [];
      case 'REFUND_ABSENT': {
        const refund = after.refunds.find(({ refundId }) => refundId === difference.refundId);
        const isThere = references.has(refund?.providerRef ?? null) || references.has(refund?.mark ?? null);
        return refund !== undefined && isThere ? [] : [difference];
      }
      default:
        return isEqual ? [] : [{ ...difference, amountHere: keptHere(after), amountThere: keptThere }];
    }
  });
  const isSaid = isEqual || left.some(({ isMended }) => !isMended);
  return isSaid
    ? left
    : [...left, { ...about(after, 'AMOUNT_DIFFERS'), amountHere: keptHere(after), amountThere: keptThere }];
}

function unknownEntry(entry: ProviderTransaction, payment: BookedPayment | undefined): Difference {
  const { kind, providerOrderId, providerKey, reference, amount: amountThere, currency } = entry;
  return {
    ...{ kind: kind === 'CAPTURE' ? 'CAPTURE_UNKNOWN' : 'CANCEL_UNKNOWN', paymentId: payment?.paymentId ?? null },
    ...{
      refundId: null,
      providerOrderId,
      providerKey,
      reference,
      amountHere: 0,
      amountThere,
      currency,
      isMended: false,
    },
  };
}

function differencesOf(payment: BookedPayment, entries: readonly ProviderTransaction[], day: Day): Difference[] {
  const captures = entries.filter(({ kind }) => kind === 'CAPTURE');
  const cancels = entries.filter(({ kind }) => kind === 'CANCEL');
  const captured = sum(captures);
  const found: Difference[] = [];
  if (captures.length > 0 && !hasCaptured(payment)) {
    found.push({ ...about(payment, 'CAPTURE_MISSED', captures[0]), amountThere: captured });
  } else if (captures.length > 0 && !isSame(payment, captures, captured)) {
    found.push({
      ...about(payment, 'AMOUNT_DIFFERS', captures[0]),
      amountHere: payment.captured,
      amountThere: captured,
    });
  } else if (captures.length === 0 && payment.state === 'CAPTURED' && isIn(day, payment.approvedAt)) {
    found.push({ ...about(payment, 'CAPTURE_ABSENT'), amountHere: payment.captured });
  }
  for (const cancel of cancels) {
    if (isRecorded(payment, cancel.reference)) continue;
    found.push({ ...about(payment, 'CANCEL_MISSED', cancel), amountThere: cancel.amount });
  }
  const references = new Set(cancels.map(({ reference }) => reference));
  for (const { refundId, amount, state, settledAs, completedAt, providerRef } of payment.refunds) {
    if (state !== 'DONE' || settledAs !== null || !isIn(day, completedAt) || references.has(providerRef)) continue;
    found.push({ ...about(payment, 'REFUND_ABSENT'), refundId, reference: providerRef, amountHere: amount });
  }
  return found;
}

function about(payment: BookedPayment, kind: DifferenceKind, entry?: ProviderTransaction): Difference {
  const { paymentId, providerOrderId, providerKey, currency } = payment;
  const names = { kind, paymentId, refundId: null, providerOrderId, providerKey, reference: entry?.reference ?? null };
  return { ...names, amountHere: 0, amountThere: 0, currency, isMended: false };
}

function isSame(
  { captured, currency }: BookedPayment,
  captures: readonly ProviderTransaction[],
  total: number,
): boolean {
  return total === captured && captures.every((capture) => capture.currency === currency);
}

/** A payment that has bounced was captured as well. */
function hasCaptured({ state }: BookedPayment): boolean {
  return state === 'CAPTURED' || state === 'REVERSED';
}

function isRecorded({ refunds }: BookedPayment, reference: string | null): boolean {
  return refunds.some(
    ({ state, providerRef }) => state === 'DONE' && providerRef !== null && providerRef === reference,
  );
}

/** What the provider should keep. Refunds as points, and those that are not done, are still there. */
function keptHere({ state, captured, refunds }: BookedPayment): number {
  const back = refunds.filter((refund) => refund.state === 'DONE' && refund.settledAs !== 'POINTS');
  return state === 'CAPTURED' ? captured - sum(back) : 0;
}

/** What an administrator has paid back by hand may have been paid back there, or in another way. */
function agrees(payment: BookedPayment, keptThere: number): boolean {
  const byHand = sum(payment.refunds.filter(({ state, settledAs }) => state === 'DONE' && settledAs === 'HAND'));
  const least = keptHere(payment);
  return keptThere >= least && keptThere <= least + byHand;
}

function isIn({ from, until }: Day, instant: Date | null): boolean {
  return instant !== null && instant >= from && instant < until;
}

function sum(amounts: readonly { readonly amount: number }[]): number {
  return amounts.reduce((total, { amount }) => total + amount, 0);
}

/** After an outage, or when the shop was closed. */
const MAX_DAYS = 14;

/**
 * The days before today that are not planned yet.
 * @param last the last day that was planned; undefined: only yesterday is
 */
export function daysToReconcile(last: string | undefined, today: string): string[] {
  const yesterday = daysAfter(today, -1);
  const oldest = daysAfter(today, -MAX_DAYS);
  const first = last === undefined ? yesterday : daysAfter(last, 1);
  return first > yesterday ? [] : daysOf(first < oldest ? oldest : first, yesterday);
}
