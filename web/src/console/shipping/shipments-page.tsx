import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { usePagedQuery, useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { goTo, route } from '../../navigation/route';
import { Select } from '../../ui/field';
import { PagedList } from '../../ui/query-views';
import { BulkShipping } from './bulk-shipping';
import { ShipmentCounts } from './shipment-counts';
import { ShipmentTable } from './shipment-table';
import { ShipmentsHeading } from './shipments-heading';
import { ShippingIsOff } from './shipping-is-off';
import { canBeShipped, type Shipment } from '../parcels/shipping-views';
import { SHIPMENT_FILTERS, type ShipmentFilter, shipmentStateName } from '../parcels/shipping-words';

const messages = translations({
  ko: {
    status: '상태',
    all: '전체',
    none: '조건에 맞는 배송이 없어요',
    noneToShip: '발송할 주문이 없어요',
    noneHeld: '발송을 보류한 주문이 없어요',
  },
  en: {
    status: 'Status',
    all: 'All',
    none: 'No shipments match your search',
    noneToShip: 'No orders to ship',
    noneHeld: 'No shipments are on hold',
  },
});

const POLL_MS = 10_000;
/** As many as are marked as shipped at once. */
const PAGE_SIZE = 50;

/** What waits to be shipped, and what was; the longest wait first. */
export function ShipmentsPage(): JSX.Element {
  const chosen = route.value.query.get('status');
  const status = SHIPMENT_FILTERS.find((one) => one === (chosen ?? 'SHIPMENT_PREPARING'));
  const statistics = useQuery(() => answerOf(shop.api.GET('/api/delivery/statistics')), []);
  const pages = usePagedQuery(
    (cursor) => {
      const query = {
        limit: PAGE_SIZE,
        ...(status !== undefined && { status }),
        ...(cursor !== undefined && { cursor }),
      };
      return answerOf(shop.api.GET('/api/delivery', { params: { query } }));
    },
    [status],
  );
  const refresh = (): void => {
    pages.refetch();
    statistics.refetch();
  };
  useReconnected(refresh);
  usePolling(POLL_MS, refresh);
  return (
    <>
      <ShipmentsHeading view="shipments" />
      <ShippingIsOff />
      <ShipmentCounts status={status} counts={statistics.value?.counts} />
      <div class="filters">
        <Select
          label={messages.status}
          value={status ?? 'ALL'}
          options={[...SHIPMENT_FILTERS.map((one) => [one, shipmentStateName(one)] as const), ['ALL', messages.all]]}
          onValue={(one) => goTo('/shipments', { status: one })}
        />
      </div>
      <PagedList query={pages} empty={emptyText(status)}>
        {(shipments) => <ShipmentList shipments={shipments} onChanged={refresh} />}
      </PagedList>
    </>
  );
}

function emptyText(status: ShipmentFilter | undefined): string {
  if (status === 'SHIPMENT_PREPARING') return messages.noneToShip;
  return status === 'HELD' ? messages.noneHeld : messages.none;
}

interface ShipmentListProperties {
  readonly shipments: readonly Shipment[];
  readonly onChanged: () => void;
}

/** A table in which those that wait to be shipped can be chosen, to be marked as shipped together. */
function ShipmentList({ shipments, onChanged }: ShipmentListProperties): JSX.Element {
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
  const waiting = shipments.filter(canBeShipped).map(({ orderId }) => orderId);
  // Another administrator or the clock may have shipped some of them meanwhile.
  const selected = waiting.filter((orderId) => chosen.has(orderId));
  return (
    <>
      {waiting.length > 0 && (
        <BulkShipping
          waiting={waiting}
          selected={selected}
          onSelect={(orderIds) => choose(new Set(orderIds))}
          onShipped={onChanged}
        />
      )}
      <ShipmentTable
        shipments={shipments}
        selected={selected}
        onSelect={(orderId, isSelected) => choose(changed(chosen, orderId, isSelected))}
        onChanged={onChanged}
      />
    </>
  );
}

function changed(chosen: ReadonlySet<number>, orderId: number, isSelected: boolean): ReadonlySet<number> {
  const next = new Set(chosen);
  if (isSelected) next.add(orderId);
  else next.delete(orderId);
  return next;
}
