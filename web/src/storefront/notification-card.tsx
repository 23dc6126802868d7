import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { errorMessage } from '../api/error-messages';
import { shop } from '../api/shop';
import type { Notification } from '../api/views';
import { dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { refreshUnread } from './unread-count';

const messages = translations({
  ko: {
    announced: '핫딜 예고',
    opened: '핫딜이 시작됐어요',
    deal: (percent: number, price: string) => `${percent}% 할인, ${price}`,
    read: '읽음으로 표시',
    readThis: (name: string) => `${name} 알림 읽음으로 표시`,
    wasRead: '읽음',
  },
  en: {
    announced: 'Deal announced',
    opened: 'Open now',
    deal: (percent: number, price: string) => `${percent}% off, ${price}`,
    read: 'Mark as read',
    readThis: (name: string) => `Mark as read: ${name}`,
    wasRead: 'Read',
  },
});

export function NotificationCard({ notification }: { readonly notification: Notification }): JSX.Element {
  const { notificationId, kind, productId, productName, originalPrice, discountPrice, eventDiscount, createdAt } =
    notification;
  const [wasReadHere, setRead] = useState(false);
  const isRead = wasReadHere || notification.readAt !== null;
  const [failure, setFailure] = useState<unknown>();
  const link = useRef<HTMLAnchorElement>(null);
  const read = async (): Promise<void> => {
    try {
      await answerOf(
        shop.api.POST('/api/notifications/{notificationId}/read', { params: { path: { notificationId } } }),
      );
      // The button is about to disappear.
      if (link.current?.closest('li')?.contains(document.activeElement) === true) link.current.focus();
      setRead(true);
      setFailure(undefined);
      await refreshUnread();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <li class={isRead ? 'notification card read' : 'notification card'}>
      <div>
        <a ref={link} href={linkTo(`/products/${productId}`)} onClick={() => void (isRead || read())}>
          {productName}
        </a>
        <p>
          <strong class="kind">{kind === 'DEAL_OPENED' ? messages.opened : messages.announced}</strong>{' '}
          {messages.deal(eventDiscount, won(discountPrice))} <del>{won(originalPrice)}</del>
        </p>
        <p class="hint">
          <time dateTime={createdAt}>{dateTime(createdAt)}</time>
        </p>
        {failure !== undefined && (
          <p class="error" role="alert">
            {errorMessage(failure)}
          </p>
        )}
      </div>
      {isRead ? (
        <span class="hint">{messages.wasRead}</span>
      ) : (
        <button type="button" aria-label={messages.readThis(productName)} onClick={() => void read()}>
          {messages.read}
        </button>
      )}
    </li>
  );
}
