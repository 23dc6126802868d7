import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { Confirmation } from '../ground/confirmation';
import { wordsOf } from '../ground/language';
import { shop } from '../ground/shop';
import type { Order } from './answers';
import { isSettled, note } from './settled-orders';

const said = wordsOf({
  ko: {
    title: (id: number) => `주문 ${id}을(를) 취소할까요?`,
    why: '취소한 상품은 바로 다른 사람이 살 수 있습니다. 되돌릴 수 없습니다.',
    keep: '주문 유지',
    cancel: '주문 취소',
  },
  en: {
    title: (id: number) => `Cancel order ${id}?`,
    why: 'Its units can be bought by others at once. This cannot be undone.',
    keep: 'Keep order',
    cancel: 'Cancel order',
  },
});

interface CancelDialogProperties {
  readonly order: Order;
  readonly onClose: () => void;
}

export function CancelDialog({ order, onClose }: CancelDialogProperties): JSX.Element {
  const { orderId } = order;
  const cancel = async (): Promise<void> => {
    const cancelled = await answerOf(shop.api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
    if (isSettled(cancelled)) note(cancelled);
  };
  return (
    <Confirmation
      title={said.title(orderId)}
      action={said.cancel}
      keep={said.keep}
      onClose={onClose}
      onConfirm={cancel}
    >
      <p>{said.why}</p>
    </Confirmation>
  );
}
