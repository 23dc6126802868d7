import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { SHIPMENT_STATES, type ShipmentFilter, shipmentStateName } from '../parcels/shipping-words';

const messages = translations({
  ko: { label: '배송 상태', units: (number: string) => `${number}건` },
  en: { label: 'Shipments by status', units: (number: string) => number },
});

interface ShipmentCountsProperties {
  /** what is listed below; undefined: shipments of every state */
  readonly status: ShipmentFilter | undefined;
  /** undefined until they are counted */
  readonly counts: components['schemas']['DeliveryStatisticsView']['counts'] | undefined;
}

/** How many shipments are in each state; each count opens the list of these. */
export function ShipmentCounts({ status, counts }: ShipmentCountsProperties): JSX.Element {
  return (
    <ul class="status-counts" aria-label={messages.label}>
      {SHIPMENT_STATES.map((state) => {
        const number = counts?.[state];
        return (
          <li key={state}>
            <a href={linkTo('/shipments', { status: state })} aria-current={state === status ? 'true' : undefined}>
              <span>{shipmentStateName(state)}</span>{' '}
              <strong>{number === undefined ? '…' : messages.units(count(number))}</strong>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
