import type { JSX } from 'preact';
import type { Delivery, Order } from '../../api/views';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { CopyButton } from '../../ui/copy-button';
import { AddressLines } from '../addresses/address-text';

const messages = translations({
  ko: {
    title: '배송 정보',
    SHIPMENT_PREPARING: '상품 준비 중',
    SHIPPED: '배송 중',
    DELIVERED: '배송 완료',
    done: '완료',
    held: '판매자가 주문을 확인한 뒤 발송해요.',
    arrival: '도착 예정',
    courier: '택배사',
    tracking: '운송장 번호',
    copy: '운송장 번호 복사',
    notCopied: '복사하지 못했어요. 운송장 번호를 길게 눌러 복사해 주세요.',
    address: '배송지',
  },
  en: {
    title: 'Delivery',
    SHIPMENT_PREPARING: 'Preparing',
    SHIPPED: 'Shipped',
    DELIVERED: 'Delivered',
    done: 'done',
    held: 'The shop checks this order before it is shipped.',
    arrival: 'Estimated arrival',
    courier: 'Courier',
    tracking: 'Tracking number',
    copy: 'Copy tracking number',
    notCopied: 'It could not be copied. Please select the number and copy it.',
    address: 'Delivery address',
  },
});

const STEPS = ['SHIPMENT_PREPARING', 'SHIPPED', 'DELIVERED'] as const;

interface DeliveryCardProperties {
  readonly order: Order;
  readonly delivery: Delivery | null;
}

/** Where the parcel is, when it arrives, and where it goes. Nothing is sent for an order that has ended. */
export function DeliveryCard({ order, delivery }: DeliveryCardProperties): JSX.Element | null {
  const { status, deliveryAddress } = order;
  const parcel = delivery?.status === 'CANCELLED' ? null : delivery;
  const hasEnded = status === 'ORDER_FAILURE' || status === 'ORDER_CANCELLED';
  if (hasEnded || (parcel === null && deliveryAddress === undefined)) return null;
  return (
    <section class="card delivery" aria-labelledby="order-delivery">
      <h2 id="order-delivery">{messages.title}</h2>
      {parcel !== null && <Steps delivery={parcel} />}
      {parcel?.held === true && <p class="hint">{messages.held}</p>}
      <dl>
        {parcel !== null && <ParcelDetails delivery={parcel} />}
        {deliveryAddress !== undefined && <AddressDetails address={deliveryAddress} />}
      </dl>
    </section>
  );
}

function ParcelDetails({ delivery }: { readonly delivery: Delivery }): JSX.Element {
  const { status, courierCompany, trackingNumber, estimatedArrival } = delivery;
  return (
    <>
      {estimatedArrival !== null && (
        <>
          <dt>{messages.arrival}</dt>
          <dd>
            <time dateTime={estimatedArrival}>{dateTime(estimatedArrival)}</time>
          </dd>
        </>
      )}
      {status !== 'SHIPMENT_PREPARING' && (
        <>
          <dt>{messages.courier}</dt>
          <dd>{courierCompany}</dd>
          <dt>{messages.tracking}</dt>
          <dd class="tracking">
            <strong>{trackingNumber}</strong>
            <CopyButton text={trackingNumber} label={messages.copy} notCopied={messages.notCopied} />
          </dd>
        </>
      )}
    </>
  );
}

function AddressDetails({ address }: { readonly address: NonNullable<Order['deliveryAddress']> }): JSX.Element {
  return (
    <>
      <dt>{messages.address}</dt>
      <dd>
        {address.recipient}, {address.phone}
        <br />
        <AddressLines address={address} />
      </dd>
    </>
  );
}

function Steps({ delivery }: { readonly delivery: Delivery }): JSX.Element {
  const { status, startedAt, shippedAt, completedAt } = delivery;
  const times = { SHIPMENT_PREPARING: startedAt, SHIPPED: shippedAt, DELIVERED: completedAt };
  const current = STEPS.findIndex((step) => step === status);
  return (
    <ol class="parcel-steps">
      {STEPS.map((step, index) => (
        <li key={step} class={index <= current ? 'done' : ''} aria-current={index === current ? 'step' : undefined}>
          <strong>{messages[step]}</strong> {index < current && <span class="visually-hidden">{messages.done}</span>}
          <Time at={times[step]} />
        </li>
      ))}
    </ol>
  );
}

function Time({ at }: { readonly at: string | null }): JSX.Element | null {
  return at === null ? null : <time dateTime={at}>{dateTime(at)}</time>;
}
