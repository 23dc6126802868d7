// Everything that a shop does, once: each route that writes, and most of those that read.
import { LauncherError } from '../terminal';

export const PASSWORD = 'password123';

/** The fields of all the responses that the sale reads. */
interface Answer {
  readonly productId: number;
  readonly eventId: number;
  readonly orderId: number;
  readonly userId: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly items: readonly { readonly notificationId: number }[];
}

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

interface Products {
  readonly lamp: number;
  readonly sofa: number;
  readonly chair: number;
}

/** @param number distinguishes the sales */
export async function sell(shop: string, number: number): Promise<void> {
  const admin = await logIn(shop, 'admin@example.com');
  const { call: buyer, userId } = await signUp(shop, `buyer${number}@example.com`);
  const [lamp, sofa, chair] = [
    await createProduct(admin, 'lamp'),
    await createProduct(admin, 'sofa'),
    await createProduct(admin, 'chair'),
  ];
  await admin('PUT', `/api/products/${lamp}`, productDraft('a better lamp'));
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
  await placeOrders(buyer, { lamp, sofa, chair }, number);
  await readEverything(buyer, admin, { lamp, eventId });
  await admin('DELETE', `/api/products/${chair}`);
  await admin('DELETE', `/api/event/${eventId}`);
  await buyer('DELETE', `/api/subscribe/cancel-sub?userId=${userId}&productId=${sofa}`);
  await changeLogins(shop, admin, number);
}

async function placeOrders(buyer: Call, { lamp, sofa, chair }: Products, number: number): Promise<void> {
  const wait = { prefer: 'wait=10' };
  const key = { 'idempotency-key': `order-${number}` };
  const both = {
    orderItems: [
      { productId: lamp, quantity: 2 },
      { productId: sofa, quantity: 1 },
    ],
  };
  const { orderId } = await buyer('POST', '/api/orders/products', both, { ...wait, ...key });
  await buyer('POST', '/api/orders/products', both, { ...wait, ...key });
  await buyer('POST', '/api/orders/v1', { productId: lamp, quantity: 900 }, wait);
  const { orderId: cancelled } = await buyer('POST', '/api/orders/v1', { productId: chair, quantity: 3 }, wait);
  await buyer('PUT', `/api/orders/${cancelled}`);
  await buyer('GET', `/api/orders/${orderId}`);
  await buyer('GET', '/api/orders?status=ORDER_SUCCESS');
  await buyer('GET', '/api/orders?limit=1');
}

async function readEverything(
  buyer: Call,
  admin: Call,
  { lamp, eventId }: { readonly lamp: number; readonly eventId: number },
): Promise<void> {
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

/** Renewed tokens, a logout, and an account that is withdrawn and restored. */
async function changeLogins(shop: string, admin: Call, number: number): Promise<void> {
  const email = `guest${number}@example.com`;
  const { call: guest, userId } = await signUp(shop, email);
  const anonymous = callerOf(shop);
  const { refreshToken } = await anonymous('POST', '/api/auth/login', { email, password: PASSWORD });
  await anonymous('POST', '/api/auth/reissue', { refreshToken });
  await guest('POST', '/api/auth/logout', { password: PASSWORD });
  const again = await logIn(shop, email);
  await again('POST', '/api/auth/withdraw', { password: PASSWORD });
  await admin('POST', `/api/auth/${userId}/restore`);
}

async function signUp(shop: string, email: string): Promise<{ readonly call: Call; readonly userId: number }> {
  await callerOf(shop)('POST', '/api/auth/signup', { email, name: '홍길동', password: PASSWORD });
  const call = await logIn(shop, email);
  return { call, userId: (await call('GET', '/api/users/me')).userId };
}

async function logIn(shop: string, email: string): Promise<Call> {
  const { accessToken } = await callerOf(shop)('POST', '/api/auth/login', { email, password: PASSWORD });
  return callerOf(shop, accessToken);
}

async function createProduct(admin: Call, name: string): Promise<number> {
  return (await admin('POST', '/api/products', productDraft(name))).productId;
}

function productDraft(productName: string): object {
  return {
    productName,
    productDescription: 'It shines.',
    productPrice: 50_000,
    productImageUrl: 'https://shop.example/lamp.jpg',
    productCategory: 'HOME_LIVING',
  };
}

function callerOf(shop: string, token?: string): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${shop}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new LauncherError(`${method} ${path} returned ${response.status}: ${await response.text()}`);
    }
    return (response.status === 204 ? {} : await response.json()) as Answer;
  };
}
