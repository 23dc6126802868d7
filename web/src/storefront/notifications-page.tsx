import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAction } from '../api/action';
import { usePagedQuery } from '../api/query';
import { useReconnected } from '../api/refresh';
import { shop } from '../api/shop';
import { translations } from '../i18n/language';
import { linkTo, route, usePageTitle } from '../navigation/route';
import { InlineError } from '../ui/notices';
import { PagedList } from '../ui/query-views';
import { NotificationCard } from './notification-card';
import { refreshUnread, unreadCount } from './unread-count';

const messages = translations({
  ko: {
    title: '알림',
    show: '보기',
    unread: '읽지 않음',
    all: '전체',
    none: '아직 받은 알림이 없어요',
    noneUnread: '읽지 않은 알림이 없어요',
    readAll: '모두 읽음으로 표시',
  },
  en: {
    title: 'Notifications',
    show: 'Show',
    unread: 'Unread',
    all: 'All',
    none: 'You have no notifications yet',
    noneUnread: 'You have no unread notifications',
    readAll: 'Mark all as read',
  },
});

export function NotificationsPage(): JSX.Element {
  usePageTitle(messages.title);
  const all = route.value.query.get('show') === 'all';
  const pages = usePagedQuery(
    (cursor) =>
      answerOf(shop.api.GET('/api/notifications', { params: { query: { cursor, unread: all ? undefined : true } } })),
    [all],
  );
  useReconnected(pages.refetch);
  useEffect(() => shop.live.on('notification', pages.refetch), [pages.refetch]);
  return (
    <>
      <h1>{messages.title}</h1>
      <div class="view-links">
        <nav aria-label={messages.show}>
          <a href={linkTo('/notifications')} aria-current={all ? undefined : 'true'}>
            {messages.unread}
          </a>
          <a href={linkTo('/notifications', { show: 'all' })} aria-current={all ? 'true' : undefined}>
            {messages.all}
          </a>
        </nav>
        {unreadCount.value > 0 && <ReadAllButton onRead={pages.refetch} />}
      </div>
      <PagedList query={pages} empty={all ? messages.none : messages.noneUnread}>
        {(notifications) => (
          <ul class="notifications">
            {notifications.map((notification) => (
              <NotificationCard key={notification.notificationId} notification={notification} />
            ))}
          </ul>
        )}
      </PagedList>
    </>
  );
}

function ReadAllButton({ onRead }: { readonly onRead: () => void }): JSX.Element {
  const { busy, failure, perform } = useAction();
  const readAll = async (): Promise<void> => {
    await answerOf(shop.api.POST('/api/notifications/read-all'));
    // The button is about to disappear with the last unread notification.
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
    await refreshUnread();
    onRead();
  };
  return (
    <>
      <button type="button" class="plain" aria-disabled={busy} onClick={() => void perform(readAll)}>
        {messages.readAll}
      </button>
      <InlineError error={failure} />
    </>
  );
}
