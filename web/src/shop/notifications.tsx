import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePages } from '../ground/asking';
import { wordsOf } from '../ground/language';
import { ListOf } from '../ground/list-of';
import { linkTo, place } from '../ground/route';
import { shop } from '../ground/shop';
import { NotificationCard } from './notification-card';
import { usePlaceTitle } from './place-title';
import { useReconnected } from '../ground/refresh';

const said = wordsOf({
  ko: {
    title: '알림',
    show: '보기',
    unread: '읽지 않음',
    all: '전체',
    none: '아직 받은 알림이 없어요',
    noneUnread: '읽지 않은 알림이 없어요',
  },
  en: {
    title: 'Notifications',
    show: 'Show',
    unread: 'Unread',
    all: 'All',
    none: 'You have no notifications yet',
    noneUnread: 'You have no unread notifications',
  },
});

export function Notifications(): JSX.Element {
  usePlaceTitle(said.title);
  const all = place.value.query.get('show') === 'all';
  const pages = usePages(
    (cursor) =>
      answerOf(shop.api.GET('/api/notifications', { params: { query: { cursor, unread: all ? undefined : true } } })),
    [all],
  );
  useReconnected(pages.again);
  useEffect(() => shop.live.on('notification', pages.again), [pages.again]);
  return (
    <>
      <h1>{said.title}</h1>
      <nav class="choice" aria-label={said.show}>
        <a href={linkTo('/notifications')} aria-current={all ? undefined : 'true'}>
          {said.unread}
        </a>
        <a href={linkTo('/notifications', { show: 'all' })} aria-current={all ? 'true' : undefined}>
          {said.all}
        </a>
      </nav>
      <ListOf pages={pages} none={all ? said.none : said.noneUnread}>
        {(notifications) => (
          <ul class="notifications">
            {notifications.map((notification) => (
              <NotificationCard key={notification.notificationId} notification={notification} />
            ))}
          </ul>
        )}
      </ListOf>
    </>
  );
}
