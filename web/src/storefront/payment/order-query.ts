import { answerOf, ShopError } from '@hotdeal/client';
import { useEffect } from 'preact/hooks';
import { type Query, useQuery } from '../../api/query';
import { useJitteredRefresh, usePolling, useRefreshAt, useRefreshOn } from '../../api/refresh';
import { shop } from '../../api/shop';
import type { Order, Payment } from '../../api/views';
import { isCompleted, withCompletion } from '../order-completion';
import { paymentOf } from './order-payment';

/** Until the order is paid, and until what was paid is refunded. */
const WAITING_POLL_MS = 3_000;
const POLL_MS = 30_000;

export interface OrderWithPayment {
  readonly order: Order;
  /** the one that counts: captured, or live, or the last; null if there is none */
  readonly payment: Payment | null;
  /** the points that the buyer can pay with; null unless the order waits for its payment */
  readonly available: number | null;
}

/** An order and its payment, kept up to date by signals; polled as well, because a signal may be lost. */
export function useOrder(orderId: number): Query<OrderWithPayment> {
  const query = useQuery(() => load(orderId), [orderId]);
  const { value, refetch } = query;
  useRefreshOn(refetch, ['order-reserved', 'order-settled', 'payment-ended']);
  usePolling(value === undefined || isWaiting(value) ? WAITING_POLL_MS : POLL_MS, refetch);
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

async function load(orderId: number): Promise<OrderWithPayment> {
  const params = { path: { orderId } };
  const order = await answerOf(shop.api.GET('/api/orders/{orderId}', { params }));
  const [payment, available] = await Promise.all([
    mayHavePayment(order) ? paymentIfAny(orderId) : null,
    order.status === 'ORDER_PENDING' ? availablePoints() : null,
  ]);
  return { order, payment, available };
}

async function availablePoints(): Promise<number> {
  return (await answerOf(shop.api.GET('/api/points'))).available;
}

function mayHavePayment({ amountDue = 0, status, stage }: Order): boolean {
  return amountDue > 0 && status !== 'ORDER_BEFORE' && stage !== 'AWAITING_PAYMENT';
}

async function paymentIfAny(orderId: number): Promise<Payment | null> {
  try {
    return await answerOf(shop.api.GET('/api/orders/{orderId}/payment', { params: { path: { orderId } } }));
  } catch (error) {
    if (error instanceof ShopError && error.status === 404) return null;
    throw error;
  }
}

function isWaiting({ order, payment }: OrderWithPayment): boolean {
  if (!isCompleted(order)) return true;
  if (order.status === 'ORDER_SUCCESS' || payment === null) return false;
  return isUnclear(payment) || payment.refunds.some(({ status }) => status === 'DUE');
}

/** It is not known yet whether money was paid, or what becomes of money that was. */
function isUnclear({ status, amount, refundedAmount }: Payment): boolean {
  return status === 'CONFIRMING' || (status === 'CAPTURED' && refundedAmount < amount);
}
