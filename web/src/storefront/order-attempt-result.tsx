import { ShopError } from '@hotdeal/client';
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Order } from '../api/views';
import { won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { withCompletion } from './order-completion';
import { failureLabel } from './order-labels';
import type { RetryableError } from './retryable-error';

/** What every page says of an order that it has sent: of one product, of the cart, and at the checkout. */
export const attemptMessages = translations({
  ko: {
    busy: '접속자가 많아 주문을 다시 보내고 있어요. 여러 번 보내도 한 번만 주문돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 주문을 다시 보낼게요. 여러 번 보내도 한 번만 주문돼요.',
    unknown: '주문이 접수됐는지 확인하지 못했어요. 다시 보내도 한 번만 주문돼요.',
    again: '주문 다시 보내기',
    orders: '주문 내역 보기',
    address: '배송지 추가하기',
    done: (quantity: number, total: string) => `주문이 완료됐어요. ${quantity}개, 총 ${total}`,
    failed: (reason: string) => `주문하지 못했어요. ${reason}`,
    cancelled: '주문이 취소됐어요.',
    reserved: '상품을 확보했어요. 주문 내역에서 결제해 주세요.',
  },
  en: {
    busy: 'The shop is busy. We are sending your order again; it will only be placed once.',
    offline: 'You are offline. Your order will be sent again when you are back; it will only be placed once.',
    unknown: 'We could not confirm your order. You can safely try again; it will only be placed once.',
    again: 'Try again',
    orders: 'View my orders',
    address: 'Add an address',
    done: (quantity: number, total: string) =>
      `Order confirmed: ${quantity} ${quantity === 1 ? 'item' : 'items'}, ${total}`,
    failed: (reason: string) => `Your order could not be placed. ${reason}`,
    cancelled: 'Your order was cancelled.',
    reserved: 'Your items are reserved. Please pay for them in your orders.',
  },
});

export function retryingSentence({ kind }: RetryableError): string {
  return kind === 'busy' ? attemptMessages.busy : attemptMessages.offline;
}

/** What has become of an order that the shop has answered. */
export function answeredSentence(order: Order): string {
  const { status, failureReason, totalOrderCount, totalOrderPrice } = withCompletion(order);
  if (status === 'ORDER_CANCELLED') return attemptMessages.cancelled;
  if (status === 'ORDER_PENDING') return attemptMessages.reserved;
  if (status === 'ORDER_SUCCESS') return attemptMessages.done(totalOrderCount, won(totalOrderPrice));
  return attemptMessages.failed(failureLabel(failureReason));
}

/** The element that gets the focus when the attempt comes to another step, if that step is a result. */
export function useFocusedResult(
  attempt: { readonly step: string },
  isResult: (step: string) => boolean,
): RefObject<HTMLDivElement | null> {
  const result = useRef<HTMLDivElement>(null);
  const last = useRef(attempt.step);
  useEffect(() => {
    const isNew = last.current !== attempt.step;
    last.current = attempt.step;
    if (isNew && isResult(attempt.step)) result.current?.focus();
  }, [attempt]);
  return result;
}

/** Where the buyer adds the address without which the shop has refused the order. */
export function AddressLink({ error }: { readonly error: unknown }): JSX.Element | null {
  if (!(error instanceof ShopError) || error.code !== 'ADDRESS_NEEDED') return null;
  return <a href={linkTo('/addresses/new')}>{attemptMessages.address}</a>;
}

/** The products of which there is not enough. */
export function ShortLines({
  lines,
}: {
  readonly lines: readonly { readonly productId: number; readonly productName: string }[];
}): JSX.Element {
  return (
    <ul>
      {lines.map(({ productId, productName }) => (
        <li key={productId}>{productName}</li>
      ))}
    </ul>
  );
}
