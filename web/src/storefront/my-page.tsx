import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../api/query';
import { useReconnected, useRefreshOn } from '../api/refresh';
import { shop } from '../api/shop';
import { arePaymentsOn, areOrdersShipped } from '../api/shop-information';
import type { Order, Summary } from '../api/views';
import { count, dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo, usePageTitle } from '../navigation/route';
import { SignOutButton } from '../auth/sign-out';
import { QueryView } from '../ui/query-views';
import { cartCount } from './cart';
import { withCompletion } from './order-completion';
import { hasOwnPage } from './order-card';
import { orderLabel } from './order-labels';
import { unreadCount } from './unread-count';
import { WishList } from './wishes-page';

const messages = translations({
  ko: {
    title: '마이페이지',
    hello: (name: string) => `${name}님, 안녕하세요`,
    cart: '장바구니',
    coupons: '쓸 수 있는 쿠폰',
    points: '포인트',
    amount: (value: string) => `${value}P`,
    unread: '읽지 않은 알림',
    number: (value: string) => `${value}개`,
    sheets: (value: string) => `${value}장`,
    orders: '최근 주문',
    allOrders: '주문 내역 전체 보기',
    noOrders: '아직 주문 내역이 없어요',
    wishes: '최근 찜한 상품',
    allWishes: '찜한 상품 전체 보기',
    noWishes: '아직 찜한 상품이 없어요',
    order: (name: string, others: number) => (others === 0 ? name : `${name} 외 ${others}건`),
    quick: '바로가기',
    addresses: '배송지 관리',
  },
  en: {
    title: 'My page',
    hello: (name: string) => `Hello, ${name}`,
    cart: 'Cart',
    coupons: 'Available coupons',
    points: 'Points',
    amount: (value: string) => value,
    unread: 'Unread notifications',
    number: (value: string) => value,
    sheets: (value: string) => value,
    orders: 'Recent orders',
    allOrders: 'View all orders',
    noOrders: 'You have no orders yet',
    wishes: 'Recent wishes',
    allWishes: 'View wish list',
    noWishes: 'Your wish list is empty',
    order: (name: string, others: number) => (others === 0 ? name : `${name} and ${others} more`),
    quick: 'Shortcuts',
    addresses: 'Addresses',
  },
});

export function MyPage(): JSX.Element {
  usePageTitle(messages.title);
  const summary = useQuery(() => answerOf(shop.api.GET('/api/users/me/summary')), []);
  useReconnected(summary.refetch);
  useRefreshOn(summary.refetch, ['order-reserved', 'order-settled', 'payment-ended', 'order-progressed']);
  return (
    <>
      <h1>{messages.title}</h1>
      <QueryView query={summary}>{(value) => <Content summary={value} />}</QueryView>
    </>
  );
}

function Content({ summary }: { readonly summary: Summary }): JSX.Element {
  const { profile, recentOrders, recentWishes, usableCoupons, points } = summary;
  return (
    <>
      <section class="profile card">
        <div>
          <h2>{messages.hello(profile.name)}</h2>
          <p class="hint">{profile.email}</p>
        </div>
        {areOrdersShipped.value ? (
          <div class="profile-actions">
            <a class="button" href={linkTo('/addresses')}>
              {messages.addresses}
            </a>
            <SignOutButton />
          </div>
        ) : (
          <SignOutButton />
        )}
      </section>
      <nav class={arePaymentsOn.value ? 'tiles four' : 'tiles'} aria-label={messages.quick}>
        <Tile href={linkTo('/cart')} label={messages.cart} value={messages.number(count(cartCount.value))} />
        <Tile href={linkTo('/coupons/mine')} label={messages.coupons} value={messages.sheets(count(usableCoupons))} />
        {arePaymentsOn.value && (
          <Tile href={linkTo('/points')} label={messages.points} value={messages.amount(count(points))} />
        )}
        <Tile
          href={linkTo('/notifications')}
          label={messages.unread}
          value={messages.number(count(unreadCount.value))}
        />
      </nav>
      <section>
        <SectionHeading title={messages.orders} href={linkTo('/orders')} link={messages.allOrders} />
        {recentOrders.length === 0 ? (
          <p class="notice">{messages.noOrders}</p>
        ) : (
          <ul class="recent-orders">
            {recentOrders.map((order) => (
              <RecentOrder key={order.orderId} order={order} />
            ))}
          </ul>
        )}
      </section>
      <section>
        <SectionHeading title={messages.wishes} href={linkTo('/wishes')} link={messages.allWishes} />
        {recentWishes.length === 0 ? (
          <p class="notice">{messages.noWishes}</p>
        ) : (
          <WishList wishes={recentWishes} heading="h3" />
        )}
      </section>
    </>
  );
}

interface TileProperties {
  readonly href: string;
  readonly label: string;
  readonly value: string;
}

function Tile({ href, label, value }: TileProperties): JSX.Element {
  return (
    <a class="tile card" href={href}>
      <span>{label}</span> <strong>{value}</strong>
    </a>
  );
}

interface SectionHeadingProperties {
  readonly title: string;
  readonly href: string;
  readonly link: string;
}

function SectionHeading({ title, href, link }: SectionHeadingProperties): JSX.Element {
  return (
    <div class="section-heading">
      <h2>{title}</h2>
      <a href={href}>{link}</a>
    </div>
  );
}

function RecentOrder({ order: loaded }: { readonly order: Order }): JSX.Element {
  const order = withCompletion(loaded);
  const { orderId, items, orderDate, status, totalOrderPrice } = order;
  const [first] = items;
  return (
    <li class="card">
      <div>
        <a href={linkTo(hasOwnPage(order) ? `/orders/${orderId}` : '/orders')}>
          {messages.order(first?.productName ?? '', items.length - 1)}
        </a>
        <p class="hint">
          <time dateTime={orderDate}>{dateTime(orderDate)}</time>
        </p>
      </div>
      <strong>{won(totalOrderPrice)}</strong>
      <span class={`status ${status.toLowerCase()}`}>{orderLabel(order)}</span>
    </li>
  );
}
