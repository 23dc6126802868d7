// Everything that a shop does, once: each route that writes, and most that read.
import { Unable } from '../say.mjs';

export const passwordOf = 'password123';

/**
 * @param {string} shop its address
 * @param {number} number tells one sale from the next
 */
export async function sell(shop, number) {
  const admin = await logIn(shop, 'admin@example.com');
  const buyer = await newcomer(shop, `buyer${number}@example.com`);
  const [lamp, sofa, chair] = [
    await product(admin, 'lamp'),
    await product(admin, 'sofa'),
    await product(admin, 'chair'),
  ];
  await admin('PUT', `/api/products/${lamp}`, draft('a better lamp'));
  for (const id of [lamp, sofa, chair]) await admin('POST', `/api/stocks/product/${id}/increase?quantity=10`);
  await admin('POST', `/api/stocks/product/${sofa}/reset?quantity=5`);
  await buyer('POST', '/api/subscribe/sub-product', { productIds: [lamp, sofa] });
  const deal = {
    eventType: 'HOT_DEAL',
    eventDiscount: 20,
    eventDuration: 7,
    startEventTime: new Date().toISOString(),
    productIds: [lamp, sofa],
  };
  const { eventId } = await admin('POST', '/api/event/create', deal, { 'idempotency-key': `deal-${number}` });
  await orders(buyer, { lamp, sofa, chair }, number);
  await readings(buyer, admin, { lamp, eventId });
  await admin('DELETE', `/api/products/${chair}`);
  await admin('DELETE', `/api/event/${eventId}`);
  await buyer('DELETE', `/api/subscribe/cancel-sub?userId=${buyer.userId}&productId=${sofa}`);
  await comingAndGoing(shop, admin, number);
}

async function orders(buyer, { lamp, sofa, chair }, number) {
  const wait = { prefer: 'wait=10' };
  const both = {
    orderItems: [
      { productId: lamp, quantity: 2 },
      { productId: sofa, quantity: 1 },
    ],
  };
  const { orderId } = await buyer('POST', '/api/orders/products', both, {
    ...wait,
    'idempotency-key': `order-${number}`,
  });
  await buyer('POST', '/api/orders/products', both, { ...wait, 'idempotency-key': `order-${number}` });
  await buyer('POST', '/api/orders/v1', { productId: lamp, quantity: 900 }, wait);
  const { orderId: regretted } = await buyer('POST', '/api/orders/v1', { productId: chair, quantity: 3 }, wait);
  await buyer('PUT', `/api/orders/${regretted}`);
  await buyer('GET', `/api/orders/${orderId}`);
  await buyer('GET', '/api/orders?status=ORDER_SUCCESS');
  await buyer('GET', '/api/orders?limit=1');
}

async function readings(buyer, admin, { lamp, eventId }) {
  await buyer('GET', '/api/users/me');
  await buyer('GET', '/api/products?category=HOME_LIVING&q=lamp');
  await buyer('GET', '/api/products?limit=1');
  await buyer('POST', '/api/products/search-product', { productIds: [lamp] });
  await buyer('POST', '/api/stocks/search', { productIds: [lamp] });
  await buyer('POST', '/api/event/search-event', { productIds: [lamp] });
  for (const status of ['upcoming', 'active', 'ended']) await buyer('GET', `/api/event?status=${status}`);
  await buyer('GET', `/api/event/${eventId}/products`);
  await buyer('GET', '/api/event/signals?after=0');
  await buyer('GET', '/api/subscribe');
  await admin('GET', `/api/subscribe/search-sub-user?productId=${lamp}`);
  const { items } = await buyer('GET', '/api/notifications?unread=true');
  for (const { notificationId } of items) await buyer('POST', `/api/notifications/${notificationId}/read`);
  await admin('GET', '/api/admin/audit');
  await admin('GET', '/api/admin/deliveries?state=parked');
}

/** Tokens that are renewed, a login that ends, and an account that is left and restored. */
async function comingAndGoing(shop, admin, number) {
  const email = `guest${number}@example.com`;
  const guest = await newcomer(shop, email);
  const nobody = caller(shop);
  const { refreshToken } = await nobody('POST', '/api/auth/login', { email, password: passwordOf });
  await nobody('POST', '/api/auth/reissue', { refreshToken });
  await guest('POST', '/api/auth/logout', { password: passwordOf });
  const again = await logIn(shop, email);
  await again('POST', '/api/auth/withdraw', { password: passwordOf });
  await admin('POST', `/api/auth/${guest.userId}/restore`);
}

async function newcomer(shop, email) {
  await caller(shop)('POST', '/api/auth/signup', { email, name: '홍길동', password: passwordOf });
  const calling = await logIn(shop, email);
  return Object.assign(calling, { userId: (await calling('GET', '/api/users/me')).userId });
}

async function logIn(shop, email) {
  const { accessToken } = await caller(shop)('POST', '/api/auth/login', { email, password: passwordOf });
  return caller(shop, accessToken);
}

async function product(admin, name) {
  return (await admin('POST', '/api/products', draft(name))).productId;
}

const draft = (productName) => ({
  productName,
  productDescription: 'It shines.',
  productPrice: 50_000,
  productImageUrl: 'https://shop.example/lamp.jpg',
  productCategory: 'HOME_LIVING',
});

/**
 * @param {string} shop
 * @param {string} [token]
 */
function caller(shop, token) {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${shop}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Unable(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
}
