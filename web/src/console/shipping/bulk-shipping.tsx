import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { Checkbox } from '../../ui/field';
import { toast } from '../../ui/toasts';

const messages = translations({
  ko: {
    all: (orders: string) => `표시된 ${orders}건 모두 선택`,
    ship: (orders: string) => (orders === '0' ? '선택한 주문 발송 처리' : `선택한 ${orders}건 발송 처리`),
    title: (orders: string) => `${orders}건을 발송 처리할까요?`,
    why: '이미 등록된 운송장 번호로 발송 처리하고, 고객에게 배송 중으로 표시돼요. 발송한 주문은 취소할 수 없어요.',
    action: '발송 처리',
    shipped: (orders: string) => `${orders}건을 발송 처리했어요.`,
    held: (orders: string) => `${orders}건은 발송이 보류되어 남겨 뒀어요.`,
    cancelled: (orders: string) => `${orders}건은 취소된 주문이라 발송하지 않았어요.`,
  },
  en: {
    all: (orders: string) => `Select all ${orders} shown`,
    ship: (orders: string) => (orders === '0' ? 'Mark as shipped' : `Mark ${orders} as shipped`),
    title: (orders: string) => (orders === '1' ? 'Mark 1 order as shipped?' : `Mark ${orders} orders as shipped?`),
    why: 'They are shipped with the tracking numbers that they have, and their customers see that they are on their way. An order that was shipped cannot be cancelled.',
    action: 'Mark as shipped',
    shipped: (orders: string) =>
      orders === '1' ? '1 order marked as shipped.' : `${orders} orders marked as shipped.`,
    held: (orders: string) => `${orders} on hold, and not shipped.`,
    cancelled: (orders: string) => `${orders} cancelled in the meantime, and not shipped.`,
  },
});

/** Most orders that one request marks as shipped. */
const MOST_AT_ONCE = 100;

interface BulkShippingProperties {
  /** the orders on this page that can be marked as shipped */
  readonly waiting: readonly number[];
  readonly selected: readonly number[];
  readonly onSelect: (orderIds: readonly number[]) => void;
  readonly onShipped: () => void;
}

/** Marks all chosen orders as shipped, after a question. */
export function BulkShipping({ waiting, selected, onSelect, onShipped }: BulkShippingProperties): JSX.Element {
  const [isAsking, ask] = useState(false);
  const number = count(selected.length);
  const ship = async (): Promise<void> => {
    toast(resultText(await shipAll(selected)));
    onSelect([]);
    onShipped();
  };
  return (
    <div class="bulk">
      <Checkbox
        label={messages.all(count(waiting.length))}
        checked={selected.length === waiting.length}
        onChange={(checked) => onSelect(checked ? waiting : [])}
      />
      <button
        type="button"
        class="primary"
        aria-disabled={selected.length === 0}
        onClick={() => selected.length > 0 && ask(true)}
      >
        {messages.ship(number)}
      </button>
      {isAsking && (
        <Confirmation
          title={messages.title(number)}
          action={messages.action}
          onClose={() => ask(false)}
          onConfirm={ship}
        >
          <p>{messages.why}</p>
        </Confirmation>
      )}
    </div>
  );
}

type Outcome = components['schemas']['ShippedOrderView']['outcome'];

async function shipAll(orderIds: readonly number[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let first = 0; first < orderIds.length; first += MOST_AT_ONCE) {
    const body = { orderIds: orderIds.slice(first, first + MOST_AT_ONCE) };
    const answer = await answerOf(shop.api.POST('/api/delivery/ship', { body }));
    outcomes.push(...answer.map(({ outcome }) => outcome));
  }
  return outcomes;
}

function resultText(outcomes: readonly Outcome[]): string {
  const numberOf = (...which: readonly Outcome[]): number => outcomes.filter((one) => which.includes(one)).length;
  const [held, cancelled] = [numberOf('HELD'), numberOf('CANCELLED', 'NOT_FOUND')];
  return [
    messages.shipped(count(numberOf('SHIPPED'))),
    ...(held > 0 ? [messages.held(count(held))] : []),
    ...(cancelled > 0 ? [messages.cancelled(count(cancelled))] : []),
  ].join(' ');
}
