import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import type { Order } from '../../api/views';
import { translations } from '../../i18n/language';
import { QueryView } from '../../ui/query-views';
import { canBeCancelled } from '../money/order-words';
import { PaymentTable } from '../money/payment-table';
import type { Payment } from '../money/payment-views';
import { areShipmentsShown } from '../parcels/shown-shipments';
import { PageHeading } from '../ui/page-heading';
import { CancelOrderDialog } from './cancel-order-dialog';
import { OrderItems } from './order-items';
import { OrderMoney } from './order-money';
import { OrderShipping } from './order-shipping';
import { OrderSummary } from './order-summary';

const messages = translations({
  ko: {
    title: (id: number) => `주문 ${id}`,
    cancel: '주문 취소',
    payments: '결제 내역',
    noPayments: '결제를 시도한 적이 없어요.',
  },
  en: {
    title: (id: number) => `Order ${id}`,
    cancel: 'Cancel order',
    payments: 'Payments',
    noPayments: 'No payment has been attempted.',
  },
});

const POLL_MS = 5_000;
/** The largest page. An order has far fewer attempts to pay. */
const MOST_PAYMENTS = 100;

/** An order with its money: what is due, what was paid, and what was paid back. */
export function OrderPage({ orderId }: { readonly orderId: number }): JSX.Element {
  const loaded = useQuery(async () => {
    const order = await answerOf(shop.api.GET('/api/orders/{orderId}', { params: { path: { orderId } } }));
    // A late payment that has bought this order is a payment of the order that had expired.
    const query = { orderId: order.replacesOrderId ?? orderId, limit: MOST_PAYMENTS };
    const payments = await answerOf(shop.api.GET('/api/payments', { params: { query } }));
    return { order, payments: payments.items };
  }, [orderId]);
  useReconnected(loaded.refetch);
  usePolling(POLL_MS, loaded.refetch);
  const [isCancelling, setCancelling] = useState(false);
  const { value } = loaded;
  return (
    <>
      <PageHeading title={messages.title(orderId)}>
        {value !== undefined && canBeCancelled(value.order) && (
          <button type="button" onClick={() => setCancelling(true)}>
            {messages.cancel}
          </button>
        )}
      </PageHeading>
      <QueryView query={loaded}>
        {({ order, payments }) => (
          <>
            <OrderSummary order={order} />
            <OrderItems order={order} />
            {areShipmentsShown.value && <OrderShipping order={order} onChanged={loaded.refetch} />}
            {order.amountDue !== undefined && <OrderMoney order={order} payments={payments} />}
            <Payments order={order} payments={payments} onChanged={loaded.refetch} />
          </>
        )}
      </QueryView>
      {isCancelling && value !== undefined && (
        <CancelOrderDialog {...value} onClose={() => setCancelling(false)} onCancelled={loaded.refetch} />
      )}
    </>
  );
}

interface PaymentsProperties {
  readonly order: Order;
  readonly payments: readonly Payment[];
  readonly onChanged: () => void;
}

/** Every attempt to pay the order. */
function Payments({ order, payments, onChanged }: PaymentsProperties): JSX.Element | null {
  if (payments.length === 0 && (order.amountDue ?? 0) === 0) return null;
  return (
    <section>
      <h2>{messages.payments}</h2>
      {payments.length === 0 ? (
        <p class="hint">{messages.noPayments}</p>
      ) : (
        <PaymentTable payments={payments} isOfOneOrder={order.replacesOrderId === undefined} onChanged={onChanged} />
      )}
    </section>
  );
}
