import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { told } from '../ground/failures';
import { moment, won } from '../ground/format';
import { wordsOf } from '../ground/language';
import { linkTo } from '../ground/route';
import { shop } from '../ground/shop';
import type { Notification } from './answers';
import { countUnread } from './unread';

const said = wordsOf({
  ko: {
    deal: (percent: number, price: string) => `${percent}% 할인, ${price}`,
    read: '읽음으로 표시',
    readThis: (name: string) => `${name} 알림 읽음으로 표시`,
    wasRead: '읽음',
  },
  en: {
    deal: (percent: number, price: string) => `${percent}% off, ${price}`,
    read: 'Mark as read',
    readThis: (name: string) => `Mark as read: ${name}`,
    wasRead: 'Read',
  },
});

export function NotificationCard({ notification }: { readonly notification: Notification }): JSX.Element {
  const { notificationId, productId, productName, originalPrice, discountPrice, eventDiscount, createdAt } =
    notification;
  const [isRead, setRead] = useState(notification.readAt !== null);
  const [failure, setFailure] = useState<unknown>();
  const read = async (): Promise<void> => {
    try {
      await answerOf(
        shop.api.POST('/api/notifications/{notificationId}/read', { params: { path: { notificationId } } }),
      );
      setRead(true);
      setFailure(undefined);
      await countUnread();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <li class={isRead ? 'notification card read' : 'notification card'}>
      <div>
        <a href={linkTo(`/products/${productId}`)} onClick={() => void (isRead || read())}>
          {productName}
        </a>
        <p>
          {said.deal(eventDiscount, won(discountPrice))} <del>{won(originalPrice)}</del>
        </p>
        <p class="hint">
          <time dateTime={createdAt}>{moment(createdAt)}</time>
        </p>
        {failure !== undefined && (
          <p class="fault" role="alert">
            {told(failure)}
          </p>
        )}
      </div>
      {isRead ? (
        <span class="hint">{said.wasRead}</span>
      ) : (
        <button type="button" aria-label={said.readThis(productName)} onClick={() => void read()}>
          {said.read}
        </button>
      )}
    </li>
  );
}
