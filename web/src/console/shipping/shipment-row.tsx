import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../../api/query';
import { shop } from '../../api/shop';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { QueryView } from '../../ui/query-views';
import { ShipmentDetails } from '../parcels/shipment-details';
import { canBeShipped, type Shipment } from '../parcels/shipping-views';
import { shipmentStateName, shipmentTone } from '../parcels/shipping-words';

const messages = translations({
  ko: {
    select: (id: number) => `주문 ${id} 선택`,
    details: (id: number) => `주문 ${id} 배송 상세`,
    order: '주문 보기',
    orderOf: (id: number) => `주문 보기: ${id}`,
  },
  en: {
    select: (id: number) => `Select order ${id}`,
    details: (id: number) => `Shipment of order ${id}`,
    order: 'View order',
    orderOf: (id: number) => `View order ${id}`,
  },
});

interface ShipmentRowProperties {
  readonly shipment: Shipment;
  readonly columns: number;
  /** shipments of this table can be chosen */
  readonly isSelectable: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
  readonly onChanged: () => void;
}

/** A shipment, with its address and its products below it once it is opened. */
export function ShipmentRow(properties: ShipmentRowProperties): JSX.Element {
  const { shipment, columns, isSelectable, isSelected, onSelect, onChanged } = properties;
  const { orderId, status, held, address, trackingNumber, courierCompany } = shipment;
  const { startedAt, shippedAt, completedAt } = shipment;
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr class={held ? 'attention' : undefined}>
        {isSelectable && (
          <td>
            {canBeShipped(shipment) && (
              <input
                type="checkbox"
                class="row-choice"
                aria-label={messages.select(orderId)}
                checked={isSelected}
                onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
              />
            )}
          </td>
        )}
        <th scope="row">
          <button
            type="button"
            class="plain expander"
            aria-expanded={open}
            aria-label={messages.details(orderId)}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span> {orderId}
          </button>
        </th>
        <td class={held ? 'danger' : shipmentTone(status)}>{shipmentStateName(held ? 'HELD' : status)}</td>
        <td>{address?.recipient}</td>
        <td>{courierCompany}</td>
        <td>{trackingNumber}</td>
        <td>{dateTime(startedAt)}</td>
        <td>{shippedAt !== null && dateTime(shippedAt)}</td>
        <td>{completedAt !== null && dateTime(completedAt)}</td>
      </tr>
      {open && (
        <tr class="details">
          <td colSpan={columns}>
            <Details shipment={shipment} onChanged={onChanged} />
          </td>
        </tr>
      )}
    </>
  );
}

function Details({ shipment, onChanged }: Pick<ShipmentRowProperties, 'shipment' | 'onChanged'>): JSX.Element {
  const { orderId } = shipment;
  const order = useQuery(
    () => answerOf(shop.api.GET('/api/orders/{orderId}', { params: { path: { orderId } } })),
    [orderId],
  );
  return (
    <div class="payment-details">
      <QueryView query={order}>
        {({ items }) => (
          <ShipmentDetails shipment={shipment} items={items} onChanged={onChanged}>
            <a href={linkTo(`/orders/${orderId}`)} aria-label={messages.orderOf(orderId)}>
              {messages.order}
            </a>
          </ShipmentDetails>
        )}
      </QueryView>
    </div>
  );
}
