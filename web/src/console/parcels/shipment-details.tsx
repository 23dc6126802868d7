import type { ComponentChildren, JSX } from 'preact';
import type { Order } from '../../api/views';
import { count, dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { ShipmentActions } from './shipment-actions';
import type { Shipment } from './shipping-views';

const messages = translations({
  ko: {
    held: '결제사에서 결제 금액의 일부가 환불된 주문이라 자동으로 발송하지 않아요. 금액을 확인한 뒤 발송 처리하거나 주문을 취소해 주세요.',
    address: '받는 곳',
    noAddress: '배송지 없이 주문했어요.',
    toPack: '담을 상품',
    products: '상품',
    units: (units: string) => `${units}개`,
    arrival: '도착 예정',
  },
  en: {
    held: 'Part of the payment was refunded at the payment provider, so this order is not shipped automatically. Check the amounts, then mark it as shipped or cancel the order.',
    address: 'Ship to',
    noAddress: 'It was ordered without a delivery address.',
    toPack: 'To pack',
    products: 'Contents',
    units: (units: string) => `× ${units}`,
    arrival: 'Estimated arrival',
  },
});

interface ShipmentDetailsProperties {
  readonly shipment: Shipment;
  readonly items: Order['items'];
  readonly onChanged: () => void;
  /** further links in the row of the buttons */
  readonly children?: ComponentChildren;
}

/** Where a parcel goes, what is packed into it, and what can be done with it. */
export function ShipmentDetails({ shipment, items, onChanged, children }: ShipmentDetailsProperties): JSX.Element {
  const { status, held, address, estimatedArrival } = shipment;
  return (
    <div class="shipment-details">
      {held && <p class="danger">{messages.held}</p>}
      <div class="packing">
        <section>
          <h3>{messages.address}</h3>
          {address === null ? <p class="hint">{messages.noAddress}</p> : <Address address={address} />}
        </section>
        <section>
          <h3>{status === 'SHIPMENT_PREPARING' ? messages.toPack : messages.products}</h3>
          <ul>
            {items.map(({ productId, productName, quantity }) => (
              <li key={productId}>
                {productName} <strong>{messages.units(count(quantity))}</strong>
              </li>
            ))}
          </ul>
        </section>
        {estimatedArrival !== null && (
          <section>
            <h3>{messages.arrival}</h3>
            <p>{dateTime(estimatedArrival)}</p>
          </section>
        )}
      </div>
      <ShipmentActions shipment={shipment} onChanged={onChanged}>
        {children}
      </ShipmentActions>
    </div>
  );
}

/** As it is written on a parcel. */
function Address({ address }: { readonly address: NonNullable<Shipment['address']> }): JSX.Element {
  const { recipient, phone, postcode, line1, line2 } = address;
  return (
    <address>
      <strong>{recipient}</strong> {phone}
      <br />({postcode}) {line1} {line2}
    </address>
  );
}
