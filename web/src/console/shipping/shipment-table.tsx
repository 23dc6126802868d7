import type { JSX } from 'preact';
import { translations } from '../../i18n/language';
import { DataTable } from '../ui/data-table';
import { ShipmentRow } from './shipment-row';
import { canBeShipped, type Shipment } from '../parcels/shipping-views';

const messages = translations({
  ko: {
    shipments: '배송 목록',
    select: '선택',
    order: '주문번호',
    status: '상태',
    recipient: '받는 분',
    courier: '택배사',
    tracking: '운송장 번호',
    started: '접수 시각',
    shipped: '발송 시각',
    delivered: '배송 완료 시각',
  },
  en: {
    shipments: 'Shipments',
    select: 'Select',
    order: 'Order',
    status: 'Status',
    recipient: 'Recipient',
    courier: 'Courier',
    tracking: 'Tracking number',
    started: 'Received',
    shipped: 'Shipped',
    delivered: 'Delivered',
  },
});

interface ShipmentTableProperties {
  readonly shipments: readonly Shipment[];
  readonly selected: readonly number[];
  readonly onSelect: (orderId: number, isSelected: boolean) => void;
  readonly onChanged: () => void;
}

/** Shipments, in which those that wait to be shipped can be chosen. */
export function ShipmentTable({ shipments, selected, onSelect, onChanged }: ShipmentTableProperties): JSX.Element {
  const isSelectable = shipments.some(canBeShipped);
  const columns = [
    ...(isSelectable ? [messages.select] : []),
    messages.order,
    messages.status,
    messages.recipient,
    messages.courier,
    messages.tracking,
    messages.started,
    messages.shipped,
    messages.delivered,
  ];
  return (
    <DataTable label={messages.shipments} columns={columns}>
      {shipments.map((shipment) => (
        <ShipmentRow
          key={shipment.orderId}
          shipment={shipment}
          columns={columns.length}
          isSelectable={isSelectable}
          isSelected={selected.includes(shipment.orderId)}
          onSelect={(isSelected) => onSelect(shipment.orderId, isSelected)}
          onChanged={onChanged}
        />
      ))}
    </DataTable>
  );
}
