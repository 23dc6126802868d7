import { answerOf, ShopError } from '@hotdeal/client';
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldErrors } from '../../api/error-messages';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { toast } from '../../ui/toasts';
import type { Shipment } from './shipping-views';
import { SHIPMENT_STATES, shipmentStateName } from './shipping-words';

const messages = translations({
  ko: {
    ship: '발송 처리',
    shipOf: (id: number) => `발송 처리: 주문 ${id}`,
    shipTitle: (id: number) => `주문 ${id}번을 발송 처리할까요?`,
    shipWhy: '고객에게 배송 중으로 표시돼요. 발송한 주문은 취소할 수 없어요.',
    tracking: '운송장 번호',
    courier: '택배사',
    shipped: (id: number) => `주문 ${id}번을 발송 처리했어요.`,
    deliver: '배송 완료 처리',
    deliverOf: (id: number) => `배송 완료 처리: 주문 ${id}`,
    deliverTitle: (id: number) => `주문 ${id}번의 배송이 끝났나요?`,
    deliverWhy: '고객에게 배송 완료로 표시되고, 이때부터 반품을 신청할 수 있어요.',
    delivered: (id: number) => `주문 ${id}번을 배송 완료로 처리했어요.`,
    meanwhile: (state: string) => `그사이 배송 상태가 바뀌었어요: ${state}`,
  },
  en: {
    ship: 'Mark as shipped',
    shipOf: (id: number) => `Mark as shipped: order ${id}`,
    shipTitle: (id: number) => `Mark order ${id} as shipped?`,
    shipWhy: 'The customer sees that it is on its way. An order that was shipped cannot be cancelled.',
    tracking: 'Tracking number',
    courier: 'Courier',
    shipped: (id: number) => `Order ${id} marked as shipped.`,
    deliver: 'Mark as delivered',
    deliverOf: (id: number) => `Mark as delivered: order ${id}`,
    deliverTitle: (id: number) => `Was order ${id} delivered?`,
    deliverWhy: 'The customer sees that it has arrived, and can ask for a return from then on.',
    delivered: (id: number) => `Order ${id} marked as delivered.`,
    meanwhile: (state: string) => `The shipment has changed in the meantime: ${state}`,
  },
});

const MAX_TRACKING = 40;
const MAX_COURIER = 50;

interface ShipmentActionsProperties {
  readonly shipment: Shipment;
  readonly onChanged: () => void;
  /** further links in the same row */
  readonly children?: ComponentChildren;
}

/** The next step of a shipment, which an administrator takes by hand. */
export function ShipmentActions({ shipment, onChanged, children }: ShipmentActionsProperties): JSX.Element {
  const { orderId, status } = shipment;
  const [isAsking, ask] = useState(false);
  return (
    <div class="shipment-actions">
      {status === 'SHIPMENT_PREPARING' && (
        <button type="button" aria-label={messages.shipOf(orderId)} onClick={() => ask(true)}>
          {messages.ship}
        </button>
      )}
      {status === 'SHIPPED' && (
        <button type="button" aria-label={messages.deliverOf(orderId)} onClick={() => ask(true)}>
          {messages.deliver}
        </button>
      )}
      {children}
      {isAsking && status === 'SHIPMENT_PREPARING' && (
        <ShipDialog shipment={shipment} onClose={() => ask(false)} onChanged={onChanged} />
      )}
      {isAsking && status === 'SHIPPED' && (
        <DeliverDialog shipment={shipment} onClose={() => ask(false)} onChanged={onChanged} />
      )}
    </div>
  );
}

/** Says what came of a step. If the shipment has meanwhile gone on, or its order was cancelled, the page shows that next. */
async function moved(step: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await step();
    toast(done);
  } catch (error) {
    const status = error instanceof ShopError ? error.about('DELIVERY_STATUS_INVALID')?.status : undefined;
    const state = SHIPMENT_STATES.find((one) => one === status);
    if (state === undefined) throw error;
    toast(messages.meanwhile(shipmentStateName(state)));
  }
}

interface StepDialogProperties {
  readonly shipment: Shipment;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function ShipDialog({ shipment, onClose, onChanged }: StepDialogProperties): JSX.Element {
  const { orderId } = shipment;
  const [trackingNumber, setTracking] = useState(shipment.trackingNumber);
  const [courierCompany, setCourier] = useState(shipment.courierCompany);
  const ship = async (): Promise<void> => {
    const params = { path: { orderId }, query: { status: 'SHIPPED' as const } };
    const body = { trackingNumber: trackingNumber.trim(), courierCompany: courierCompany.trim() };
    await moved(
      () => answerOf(shop.api.PATCH('/api/delivery/{orderId}/status', { params, body })),
      messages.shipped(orderId),
    );
    onChanged();
  };
  return (
    <Confirmation title={messages.shipTitle(orderId)} action={messages.ship} onClose={onClose} onConfirm={ship}>
      {(failure) => (
        <>
          <p>{messages.shipWhy}</p>
          <Field
            label={messages.courier}
            required
            maxLength={MAX_COURIER}
            value={courierCompany}
            onValue={setCourier}
            error={fieldErrors(failure).get('courierCompany')}
          />
          <Field
            label={messages.tracking}
            required
            maxLength={MAX_TRACKING}
            value={trackingNumber}
            onValue={setTracking}
            error={fieldErrors(failure).get('trackingNumber')}
          />
        </>
      )}
    </Confirmation>
  );
}

function DeliverDialog({ shipment: { orderId }, onClose, onChanged }: StepDialogProperties): JSX.Element {
  const deliver = async (): Promise<void> => {
    const params = { path: { orderId }, query: { status: 'DELIVERED' as const } };
    await moved(
      () => answerOf(shop.api.PATCH('/api/delivery/{orderId}/status', { params })),
      messages.delivered(orderId),
    );
    onChanged();
  };
  return (
    <Confirmation
      title={messages.deliverTitle(orderId)}
      action={messages.deliver}
      onClose={onClose}
      onConfirm={deliver}
    >
      <p>{messages.deliverWhy}</p>
    </Confirmation>
  );
}
