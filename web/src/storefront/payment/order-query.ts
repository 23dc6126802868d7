import { answerOf } from '@hotdeal/client';
import { useEffect } from 'preact/hooks';
import { type Query, useQuery } from '../../api/query';
import { useJitteredRefresh, usePolling, useRefreshAt, useRefreshOn } from '../../api/refresh';
import { now, shop } from '../../api/shop';
import type { Order, Payment, Return } from '../../api/views';
import { mayHaveParcel, type Parcel, parcelOf } from '../delivery/parcel';
import { isCompleted, withCompletion } from '../order-completion';
import { paymentOf } from './order-payment';
import { paymentIfAny } from './payment-if-any';

/** Until the order is paid, and until what was paid is refunded; less and less often, as that takes longer. */
const WAITING_POLL_MS = { first: 3_000, most: 30_000, ofAge: 0.1 };
const POLL_MS = 30_000;

export interface LoadedOrder extends Parcel {
  readonly order: Order;
  /** the one that counts: captured, or live, or the last; null if there is none */
  readonly payment: Payment | null;
  /** the points that the buyer can pay with; null unless the order waits for its payment */
  readonly available: number | null;
}

/** An order, its payment and its parcel, kept up to date by signals; polled as well, because a signal may be lost. */
export function useOrder(orderId: number): Query<LoadedOrder> {
  const query = useQuery(() => load(orderId), [orderId]);
  const { value, refetch } = query;
  useRefreshOn(refetch, ['order-reserved', 'order-settled', 'payment-ended', 'order-progressed']);
  usePolling(pollMs(value), refetch);
  const payBy = value?.order.payBy;
  useRefreshAt(payBy === undefined ? [] : [payBy], useJitteredRefresh(refetch));
  const { step } = paymentOf(orderId).value;
  const status = value === undefined ? undefined : withCompletion(value.order).status;
  useEffect(() => {
    if (step === 'answered' || step === 'refused' || step === 'unknown') refetch();
  }, [step, refetch]);
  useEffect(() => {
    if (value !== undefined && value.order.status !== status) refetch();
  }, [status]);
  return query;
}

async function load(orderId: number): Promise<LoadedOrder> {
  const params = { path: { orderId } };
  const order = await answerOf(shop.api.GET('/api/orders/{orderId}', { params }));
  const [payment, available, parcel] = await Promise.all([
    // A late payment has bought this order: it is a payment of the order that had expired.
    mayHavePayment(order) ? paymentIfAny(order.replacesOrderId ?? orderId) : null,
    order.status === 'ORDER_PENDING' ? availablePoints() : null,
    parcelOf(order),
  ]);
  return { order, payment, available, ...parcel };
}

async function availablePoints(): Promise<number> {
  return (await answerOf(shop.api.GET('/api/points'))).available;
}

function mayHavePayment({ amountDue = 0, status, stage }: Order): boolean {
  return amountDue > 0 && status !== 'ORDER_BEFORE' && stage !== 'AWAITING_PAYMENT';
}

function pollMs(loaded: LoadedOrder | undefined): number {
  if (loaded === undefined) return WAITING_POLL_MS.first;
  if (!isWaiting(loaded)) return POLL_MS;
  const { first, most, ofAge } = WAITING_POLL_MS;
  return Math.min(most, Math.max(first, (now.peek() - lastChange(loaded)) * ofAge));
}

function lastChange({ order, payment, returns }: LoadedOrder): number {
  const times = [payment?.requestedAt ?? order.orderDate, ...returns.map(({ completedAt }) => completedAt ?? '')];
  return Math.max(...times.filter((time) => time !== '').map((time) => Date.parse(time)));
}

function isWaiting({ order, payment, delivery, returns }: LoadedOrder): boolean {
  if (!isCompleted(order)) return true;
  if (order.status === 'ORDER_SUCCESS' && delivery === null && mayHaveParcel(order)) return true;
  if (payment === null) return false;
  if (payment.refunds.some(({ status }) => status === 'DUE')) return true;
  return order.status === 'ORDER_SUCCESS' ? isRefundMissing(payment, returns) : isUnclear(payment);
}

/** The refund of a return is made a moment after the return is complete. */
function isRefundMissing({ refunds }: Payment, returns: readonly Return[]): boolean {
  const back = returns.filter(({ status }) => status === 'RETURNED').flatMap(({ items }) => items);
  const due = back.reduce((sum, { refundMoney }) => sum + refundMoney, 0);
  return due > refunds.reduce((sum, { cause, amount }) => sum + (cause === 'RETURN' ? amount : 0), 0);
}

/** It is not known yet whether money was paid, or what becomes of money that was. */
function isUnclear({ status, amount, refundedAmount }: Payment): boolean {
  return status === 'CONFIRMING' || status === 'REQUESTED' || (status === 'CAPTURED' && refundedAmount < amount);
}
