import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import type { Order } from '../../api/views';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { QueryView } from '../../ui/query-views';
import { ReturnTable } from '../parcels/return-table';
import { ShipmentDetails } from '../parcels/shipment-details';
import type { Return, Shipment } from '../parcels/shipping-views';
import { shipmentStateName, shipmentTone } from '../parcels/shipping-words';
import { Properties } from '../ui/properties';

const messages = translations({
  ko: {
    shipment: '배송',
    status: '배송 상태',
    courier: '택배사',
    tracking: '운송장 번호',
    shipped: '발송 시각',
    delivered: '배송 완료 시각',
    returns: '반품 내역',
  },
  en: {
    shipment: 'Shipment',
    status: 'Shipment status',
    courier: 'Courier',
    tracking: 'Tracking number',
    shipped: 'Shipped',
    delivered: 'Delivered',
    returns: 'Returns',
  },
});

const POLL_MS = 5_000;

interface OrderShippingProperties {
  readonly order: Order;
  readonly onChanged: () => void;
}

/** The parcel of an order, and what came back of it; nothing if the order is not shipped. */
export function OrderShipping({ order, onChanged }: OrderShippingProperties): JSX.Element {
  const { orderId, status } = order;
  const loaded = useQuery(() => loadShipping(orderId), [orderId, status]);
  useReconnected(loaded.refetch);
  usePolling(POLL_MS, loaded.refetch);
  const changed = (): void => {
    loaded.refetch();
    onChanged();
  };
  return (
    <QueryView query={loaded}>
      {({ shipment, returns }) => (
        <>
          {shipment !== undefined && <Parcel shipment={shipment} order={order} onChanged={changed} />}
          {returns.length > 0 && <Returns returns={returns} order={order} />}
        </>
      )}
    </QueryView>
  );
}

interface Shipping {
  readonly shipment: Shipment | undefined;
  readonly returns: readonly Return[];
}

/** Orders of a time without shipping, and those that are not complete, have no shipment. */
async function loadShipping(orderId: number): Promise<Shipping> {
  const params = { path: { orderId } };
  try {
    const [shipment, returns] = await Promise.all([
      answerOf(shop.api.GET('/api/delivery/{orderId}', { params })),
      answerOf(shop.api.GET('/api/orders/{orderId}/return', { params })),
    ]);
    return { shipment, returns };
  } catch (error) {
    if (error instanceof ShopError && error.code === 'SHIPMENT_NOT_FOUND') return { shipment: undefined, returns: [] };
    throw error;
  }
}

interface ParcelProperties extends OrderShippingProperties {
  readonly shipment: Shipment;
}

function Parcel({ shipment, order, onChanged }: ParcelProperties): JSX.Element {
  const { status, held, courierCompany, trackingNumber, shippedAt, completedAt } = shipment;
  return (
    <section>
      <h2>{messages.shipment}</h2>
      <Properties
        properties={[
          [
            messages.status,
            <span class={held ? 'danger' : shipmentTone(status)}>{shipmentStateName(held ? 'HELD' : status)}</span>,
          ],
          [messages.courier, courierCompany],
          [messages.tracking, trackingNumber],
          ...(shippedAt === null ? [] : [[messages.shipped, dateTime(shippedAt)] as const]),
          ...(completedAt === null ? [] : [[messages.delivered, dateTime(completedAt)] as const]),
        ]}
      />
      <div class="card">
        <ShipmentDetails shipment={shipment} items={order.items} onChanged={onChanged} />
      </div>
    </section>
  );
}

function Returns({ returns, order }: { readonly returns: readonly Return[]; readonly order: Order }): JSX.Element {
  const names = new Map(order.items.map(({ productId, productName }) => [productId, productName]));
  return (
    <section>
      <h2>{messages.returns}</h2>
      <ReturnTable returns={returns} nameOf={(productId) => names.get(productId) ?? String(productId)} isOfOneOrder />
    </section>
  );
}
