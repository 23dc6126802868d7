import { EventBus } from '#platform/events/event-bus';
import { ADDRESS } from '../support/addresses';
import { callerAt, type Caller } from '../support/caller';
import { type Route, ROUTES } from '../support/contract';
import { couponBody, createCoupon } from '../support/coupons';
import { insertCaptured, insertStuckRefund } from '../support/refunds';
import { deliver } from '../support/returns';
import { insertShipment } from '../support/shipments';
import { createDeal, inDays } from '../support/deals';
import { lampDraft } from '../support/products';
import { problemMismatches, type Reply, send } from '../support/reply';
import { mismatches } from '../support/shapes';
import { openShop, type Shop } from '../support/shop';
import { newTestProvider, WITH_TEST_PROVIDER } from '../support/test-provider';

const password = 'password123';
const administrator = { email: 'admin@example.com', password };
/** An unreachable receiver. */
const WEBHOOK = { url: 'http://receiver.invalid/hook', eventTypes: ['stock.changed'] };
const json = { 'content-type': 'application/json' };

/** An account that has logged in. */
interface Person {
  readonly authId: number;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly caller: Caller;
}
interface Sample {
  /** replaces the ids in the path */
  readonly id?: number;
  /** replaces the second id */
  readonly secondId?: number;
  readonly query?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** the shop that has what the route needs */
  readonly at?: Shop;
}

describe('the contract', () => {
  let shop: Shop;
  /** the same one, where orders are paid */
  let paid: Shop;
  let user: Person;
  let admin: Person;
  let people = 0;

  const logIn = async (credentials: { email: string; password: string }): Promise<Person> => {
    const { body: tokens } = await shop.anonymous.post('/api/auth/login', credentials);
    const caller = callerAt(shop.address, tokens.accessToken);
    const { body: me } = await caller.get('/api/users/me');
    const { accessToken: token, refreshToken } = tokens;
    return { authId: me.userId, email: me.email, token, refreshToken, caller };
  };
  const newCredentials = (): { email: string; name: string; password: string } => {
    return { email: `person${++people}@example.com`, name: '홍길동', password };
  };
  const newPerson = async (): Promise<Person> => {
    const { name: _, ...credentials } = newCredentials();
    await shop.anonymous.post('/api/auth/signup', { ...credentials, name: '홍길동' });
    return logIn(credentials);
  };

  beforeAll(async () => {
    shop = await openShop({ variables: { ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password } });
    newTestProvider();
    const simulated = { PAYMENT_SIMULATOR: 'on', TOSS_API: 'http://127.0.0.1:9' };
    paid = await openShop({ beside: shop, variables: { ...WITH_TEST_PROVIDER, ...simulated } });
    user = await newPerson();
    admin = await logIn(administrator);
  });
  afterAll(async () => {
    await paid.close();
    await shop.close();
  });

  const dealOf = async (productId: number, change: object = {}): Promise<number> =>
    createDeal(shop.admin, [productId], change);
  const orderOf = async (person: Person): Promise<number> => {
    const body = { productId: await shop.stocked(5), quantity: 2 };
    return (await person.caller.post('/api/orders/v1', body, { Prefer: 'wait=30' })).body.orderId;
  };
  const shipmentOf = async (person: Person): Promise<number> => {
    const orderId = await orderOf(person);
    await insertShipment(shop.database, orderId, person.authId);
    return orderId;
  };
  const deliveredOrderOf = async (person: Person): Promise<number> => {
    const orderId = await orderOf(person);
    await deliver(shop, orderId);
    return orderId;
  };
  const returnOf = async (person: Person): Promise<{ orderId: number; returnId: number }> =>
    (await person.caller.put(`/api/orders/${await deliveredOrderOf(person)}/return`)).body;
  const cartItem = async (): Promise<{ productId: number; quantity: number }> => ({
    productId: await shop.stocked(5),
    quantity: 2,
  });
  const cartOf = async (person: Person): Promise<number> => {
    const item = await cartItem();
    await person.caller.delete('/api/cart');
    await person.caller.post('/api/cart/items', item);
    return item.productId;
  };
  const wishOf = async (person: Person): Promise<number> => {
    const productId = await shop.stocked(5);
    await dealOf(productId);
    await person.caller.put(`/api/wishlist/${productId}`);
    return productId;
  };
  const notificationOf = async (person: Person): Promise<number> => {
    const productIds = [await shop.stocked(0)];
    await person.caller.post('/api/subscribe/sub-product', { productIds });
    await dealOf(productIds[0] as number);
    await shop.app.get(EventBus).drain();
    return (await person.caller.get('/api/notifications')).body.items[0].notificationId;
  };
  const addressOf = async ({ caller }: Person): Promise<number> =>
    (await caller.post('/api/users/me/addresses', ADDRESS)).body.addressId;
  const couponOf = async (person: Person): Promise<number> => {
    const id = await createCoupon(shop.admin);
    return (await person.caller.post(`/api/coupons/${id}/issue`)).body.userCouponId;
  };
  const unpaidOrderOf = async (person: Person): Promise<number> => {
    const item = { productId: await shop.stocked(5), quantity: 2 };
    const buyer = callerAt(paid.address, person.token);
    return (await buyer.post('/api/orders/v1', item, { Prefer: 'wait=30' })).body.orderId;
  };
  /** an order with a payment whose page is open */
  const cardPaymentOf = async (person: Person): Promise<{ id: number; providerOrderId: string }> => {
    const id = await unpaidOrderOf(person);
    const { body } = await callerAt(paid.address, person.token).post(`/api/orders/${id}/payment`);
    return { id, providerOrderId: body.checkoutUrl.split('/').at(-1) };
  };
  const confirmedOf = async (person: Person) => {
    const { id, providerOrderId } = await cardPaymentOf(person);
    const [payment] = await shop.database.query<{ amount: number }>('SELECT amount FROM payments WHERE order_id = ?', [
      id,
    ]);
    return { id, body: { paymentKey: `key-${providerOrderId}`, providerOrderId, amount: payment?.amount }, at: paid };
  };
  const chargeOf = (person: Person): Promise<unknown> =>
    callerAt(paid.address, person.token).post(
      '/api/points/charge',
      { chargeAmount: 1_000 },
      { 'Idempotency-Key': `charge-${++people}` },
    );
  const failedEvent = async (): Promise<number> => {
    const id = 5_000_000 + ++people;
    await shop.database.execute(
      `INSERT INTO event_publications (id, handler, event, payload, event_count, state, due_at)
       VALUES (?, 'order.unknown', 'order.placed', '[{"orderId":1,"lines":[]}]', 1, 'DEAD_LETTER', NOW(3))`,
      [id],
    );
    return id;
  };

  const failedEvents = async (): Promise<Sample> => {
    await failedEvent();
    return { query: '?state=parked' };
  };

  /** Replaces all webhooks, of which twenty are allowed, by one. */
  const webhook = async (): Promise<number> => {
    const { body: page } = await shop.admin.get('/api/admin/webhooks');
    for (const { webhookId } of page.items) await shop.admin.delete(`/api/admin/webhooks/${webhookId}`);
    return (await shop.admin.post('/api/admin/webhooks', WEBHOOK)).body.webhookId;
  };
  const webhookDelivery = async (): Promise<{ id: number; secondId: number }> => {
    const id = await webhook();
    await shop.stocked(1);
    const { body } = await shop.admin.get(`/api/admin/webhooks/${id}/deliveries`);
    return { id, secondId: body.items[0].deliveryId };
  };

  /** A valid request of each route for this person. */
  const samples: Record<string, (person: Person) => Promise<Sample>> = {
    'POST /auth/signup': async () => ({ body: newCredentials() }),
    'POST /auth/login': async () => ({ body: administrator }),
    'POST /auth/reissue': async () => ({ body: { refreshToken: (await newPerson()).refreshToken } }),
    'POST /auth/logout': async () => ({ body: { password } }),
    'POST /auth/withdraw': async () => ({ body: { password } }),
    'POST /auth/{authId}/restore': async () => {
      const withdrawn = await newPerson();
      await withdrawn.caller.post('/api/auth/withdraw', { password });
      return { id: withdrawn.authId };
    },
    'GET /products': async () => {
      await shop.stocked(0);
      return { query: `?category=HOME_LIVING&q=${encodeURIComponent('램프')}&limit=5` };
    },
    'POST /products/search-product': async () => ({ body: { productIds: [await shop.stocked(0)] } }),
    'GET /products/{productId}/deals': async () => {
      const id = await shop.stocked(0);
      await dealOf(id);
      return { id, query: '?status=active' };
    },
    'GET /products/{productId}': async () => ({ id: await shop.stocked(0) }),
    'GET /products/{productId}/versions': async () => ({ id: await shop.stocked(0) }),
    'POST /products': async () => ({ body: lampDraft }),
    'PUT /products/{productId}': async () => ({ id: await shop.stocked(0), body: lampDraft }),
    'DELETE /products/{productId}': async () => ({ id: await shop.stocked(0) }),
    'POST /stocks/search': async () => ({ body: { productIds: [await shop.stocked(0), await shop.stocked(3)] } }),
    'GET /stocks/product/{productId}': async () => ({ id: await shop.stocked(3) }),
    'POST /stocks/product/{productId}/increase': async () => ({ id: await shop.stocked(3), query: '?quantity=1' }),
    'POST /stocks/product/{productId}/reset': async () => ({ id: await shop.stocked(3), query: '?quantity=0' }),
    'POST /stocks/product/{productId}/unlimited': async () => ({ id: await shop.stocked(3) }),
    'GET /stocks': async () => {
      await shop.stocked(3);
      return { query: '?below=4' };
    },
    'GET /stocks/product/{productId}/movements': async () => ({ id: await shop.stocked(3) }),
    'GET /inventory/{productId}/status': async () => ({ id: await shop.stocked(3) }),
    'POST /inventory/{productId}/sync': async () => ({ id: await shop.stocked(3) }),
    'GET /inventory/{productId}/available': async () => ({ id: await shop.stocked(3), query: '?quantity=2' }),
    'POST /event/create': async () => ({
      body: {
        eventType: 'HOT_DEAL',
        eventDiscount: 20,
        eventDuration: 7,
        startEventTime: '2099-07-15T00:00:00',
        productIds: [await shop.stocked(0)],
      },
    }),
    'POST /event/search-event': async () => {
      const productIds = [await shop.stocked(0)];
      await dealOf(productIds[0] as number);
      return { body: { productIds } };
    },
    'GET /event': async () => ({ query: '?status=active' }),
    'GET /event/{eventId}': async () => ({ id: await dealOf(await shop.stocked(0)) }),
    'GET /event/{eventId}/products': async () => ({ id: await dealOf(await shop.stocked(0)) }),
    'PUT /event/{eventId}': async () => {
      const productId = await shop.stocked(0);
      const startEventTime = inDays(1);
      const id = await dealOf(productId, { startEventTime });
      const body = { eventType: 'HOT_DEAL', eventDiscount: 30, eventDuration: 2, startEventTime };
      return { id, body: { ...body, eventName: '여름 세일', productIds: [productId] } };
    },
    'DELETE /event/{eventId}': async () => ({ id: await dealOf(await shop.stocked(0)) }),
    'POST /orders/products': async () => ({
      body: { orderItems: [{ productId: await shop.stocked(3), quantity: 1 }] },
    }),
    'POST /orders/v2': async () => ({ body: { orderItems: [{ productId: await shop.stocked(3), quantity: 1 }] } }),
    'POST /orders/quote': async () => ({
      body: { orderItems: [{ productId: await shop.stocked(3), quantity: 1 }] },
    }),
    'POST /orders/v1': async () => ({ body: { productId: await shop.stocked(3), quantity: 1 } }),
    'GET /orders': async (person) => {
      await orderOf(person);
      return { query: '?status=ORDER_SUCCESS' };
    },
    'GET /orders/{orderId}': async (person) => ({ id: await orderOf(person) }),
    'PUT /orders/{orderId}': async (person) => ({ id: await orderOf(person) }),
    'GET /orders/{orderId}/items/{line}/product': async (person) => ({ id: await orderOf(person), secondId: 1 }),
    'GET /rankings/products': async (person) => {
      await orderOf(person);
      return { query: '?period=week&limit=3' };
    },
    'GET /rankings/best-sellers': async (person) => {
      await orderOf(person);
      return { query: '?days=2' };
    },
    'GET /users/me/summary': async (person) => {
      await Promise.all([orderOf(person), wishOf(person)]);
      return {};
    },
    'GET /users/me/addresses': async (person) => {
      await addressOf(person);
      return {};
    },
    'POST /users/me/addresses': async () => ({ body: { ...ADDRESS, label: '집', isDefault: true } }),
    'PUT /users/me/addresses/{addressId}': async (person) => ({ id: await addressOf(person), body: ADDRESS }),
    'DELETE /users/me/addresses/{addressId}': async (person) => ({ id: await addressOf(person) }),
    'GET /cart': async (person) => {
      await cartOf(person);
      return {};
    },
    'DELETE /cart': async (person) => ({ query: `?productIds=${await cartOf(person)},7` }),
    'POST /cart/items': async () => ({ body: await cartItem() }),
    'PUT /cart/items/{productId}': async () => ({ id: (await cartItem()).productId, body: { quantity: 3 } }),
    'DELETE /cart/items/{productId}': async (person) => ({ id: await cartOf(person) }),
    'POST /cart/merge': async () => ({ body: { items: [await cartItem()] } }),
    'POST /cart/order': async (person) => ({ body: { productIds: [await cartOf(person)] } }),
    'GET /wishlist': async (person) => {
      await wishOf(person);
      return { query: '?limit=1' };
    },
    'PUT /wishlist/{productId}': async () => ({ id: await shop.stocked(0) }),
    'DELETE /wishlist/{productId}': async (person) => ({ id: await wishOf(person) }),
    'POST /coupons': async () => ({ body: couponBody() }),
    'GET /coupons': async () => {
      await createCoupon(shop.admin);
      return { query: '?status=active' };
    },
    'GET /coupons/{couponId}': async () => ({ id: await createCoupon(shop.admin) }),
    'POST /coupons/{couponId}/issue': async () => ({ id: await createCoupon(shop.admin) }),
    'POST /coupons/issue': async () => ({ body: { couponId: await createCoupon(shop.admin) } }),
    'GET /coupons/mine': async (person) => {
      await couponOf(person);
      return { query: '?status=usable&orderPrice=5000' };
    },
    'GET /coupons/mine/{userCouponId}': async (person) => ({ id: await couponOf(person) }),
    'POST /coupons/{couponId}/increase': async () => ({ id: await createCoupon(shop.admin), query: '?quantity=1' }),
    'DELETE /coupons/{couponId}': async () => ({ id: await createCoupon(shop.admin) }),
    'POST /coupons/{couponId}/revoke': async () => ({ id: await createCoupon(shop.admin) }),
    'GET /coupons/{couponId}/statistics': async () => ({ id: await createCoupon(shop.admin) }),
    'GET /shop': () => Promise.resolve({ at: paid }),
    'GET /points/history': async (person) => {
      await chargeOf(person);
      return { query: '?limit=5' };
    },
    'POST /points/charge': async () => ({
      body: { chargeAmount: 1_000 },
      headers: { 'Idempotency-Key': `charge-${++people}` },
      at: paid,
    }),
    'POST /payments/webhook/{provider}': async () => ({ body: { eventType: 'PAYMENT_STATUS_CHANGED' } }),
    'GET /payments': async () => {
      const id = await insertStuckRefund(shop.database);
      return { query: `?status=CAPTURED&provider=points&orderId=${id}` };
    },
    'GET /payments/reconciliations': async () => {
      await shop.database.execute('DELETE FROM payment_reconciliations');
      await shop.database.execute(
        `INSERT INTO payment_reconciliations (provider, reconciled_day, state, completed_at, attempts, transactions, differences, findings)
         VALUES ('toss', '9998-12-31', 'DONE', NOW(3), 1, 1, 1, ?) ON DUPLICATE KEY UPDATE attempts = 1`,
        [
          JSON.stringify([
            {
              ...{ kind: 'CAPTURE_UNKNOWN', paymentId: null, refundId: null, providerOrderId: 'x', providerKey: 'k' },
              ...{ reference: 'T', amountHere: 0, amountThere: 1_000, currency: 'KRW', isMended: false },
            },
          ]),
        ],
      );
      return {};
    },
    'POST /payments/{paymentId}/resolve': async () => ({ id: await insertStuckRefund(shop.database) }),
    'GET /refunds': async () => {
      await insertStuckRefund(shop.database);
      return { query: '?status=STUCK' };
    },
    'POST /refunds/{refundId}/retry': async () => ({ id: await insertStuckRefund(shop.database) }),
    'POST /refunds/{refundId}/settle': async () => ({
      id: await insertStuckRefund(shop.database),
      body: { as: 'POINTS', note: '포인트로 드렸어요' },
    }),
    'POST /orders/{orderId}/payment': async (person) => ({
      id: await unpaidOrderOf(person),
      body: { method: 'POINTS' },
      headers: { Prefer: 'wait=30' },
      at: paid,
    }),
    'GET /orders/{orderId}/payment': async (person) => ({ id: (await cardPaymentOf(person)).id }),
    'DELETE /orders/{orderId}/payment': async (person) => ({ id: (await cardPaymentOf(person)).id }),
    'POST /orders/{orderId}/payment/complete': async (person) => {
      const { id, body } = await confirmedOf(person);
      await callerAt(paid.address, person.token).post(`/api/orders/${id}/payment/confirm`, body);
      return { id, query: '?success=true', at: paid };
    },
    'PUT /orders/{orderId}/payment/refund-account': async (person) => {
      const id = 8_000_000 + ++people;
      await insertCaptured(shop.database, id, { userId: person.authId, method: 'VIRTUAL_ACCOUNT' });
      return { id, body: { bank: '88', accountNumber: '110234567890', holderName: '홍길동' } };
    },
    'POST /orders/{orderId}/payment/confirm': (person) => confirmedOf(person),
    'GET /delivery': async (person) => {
      await shipmentOf(person);
      return { query: '?status=SHIPMENT_PREPARING' };
    },
    'POST /delivery/ship': async (person) => ({ body: { orderIds: [await shipmentOf(person)] } }),
    'GET /delivery/{orderId}': async (person) => ({ id: await shipmentOf(person) }),
    'GET /delivery/{orderId}/tracking': async (person) => ({ id: await shipmentOf(person) }),
    'PATCH /delivery/{orderId}/status': async (person) => ({
      id: await shipmentOf(person),
      query: '?status=SHIPPED',
      body: { trackingNumber: `CJ-${++people}`, courierCompany: 'CJ대한통운' },
    }),
    'PUT /orders/{orderId}/return': async (person) => ({
      id: await deliveredOrderOf(person),
      body: { reason: '색상이 달라요' },
    }),
    'GET /orders/{orderId}/return': async (person) => ({ id: (await returnOf(person)).orderId }),
    'GET /returns': async (person) => {
      await returnOf(person);
      return { query: '?status=RETURN_REQUESTED' };
    },
    'PATCH /returns/{returnId}/status': async (person) => ({
      id: (await returnOf(person)).returnId,
      query: '?status=COMPLETED',
    }),
    'POST /subscribe/sub-product': async () => ({ body: { productIds: [await shop.stocked(0)] } }),
    'DELETE /subscribe/cancel-sub': async (person) => {
      const productId = await shop.stocked(0);
      await person.caller.post('/api/subscribe/sub-product', { productIds: [productId] });
      return { query: `?userId=${person.authId}&productId=${productId}` };
    },
    'GET /notifications': async (person) => {
      await notificationOf(person);
      return { query: '?unread=true' };
    },
    'POST /notifications/read-all': async (person) => {
      await notificationOf(person);
      return {};
    },
    'POST /notifications/{notificationId}/read': async (person) => ({ id: await notificationOf(person) }),
    'GET /admin/accounts': async (person) => ({ query: `?status=active&email=${encodeURIComponent(person.email)}` }),
    'GET /admin/failed-events': failedEvents,
    'GET /admin/deliveries': failedEvents,
    'POST /admin/failed-events/{deliveryId}/retry': async () => ({ id: await failedEvent() }),
    'POST /admin/deliveries/{deliveryId}/retry': async () => ({ id: await failedEvent() }),
    'GET /admin/webhooks': async () => {
      await webhook();
      return {};
    },
    'POST /admin/webhooks': async () => ({ body: WEBHOOK }),
    'DELETE /admin/webhooks/{webhookId}': async () => ({ id: await webhook() }),
    'GET /admin/webhooks/{webhookId}/deliveries': async () => {
      const { id } = await webhookDelivery();
      return { id, query: '?state=due' };
    },
    'POST /admin/webhooks/{webhookId}/deliveries/{deliveryId}/replay': () => webhookDelivery(),
    'POST /admin/webhooks/{webhookId}/replay': async () => ({
      id: await webhook(),
      body: { since: '2025-07-15T00:00:00Z' },
    }),
  };

  const call = async ({ name, method, path }: Route, person: Person, token: string | undefined): Promise<Reply> => {
    const sample = (await samples[name]?.(person)) ?? {};
    const { id, secondId = id, query = '', body, headers = {}, at = shop } = sample;
    const ids = [id, secondId];
    const url = `${at.address}/api${path.replace(/\{\w+\}/g, () => String(ids.shift()))}${query}`;
    if (body === undefined) return send(url, method, { token, headers });
    return send(url, method, { token, headers: { ...json, ...headers }, body: JSON.stringify(body) });
  };

  const headerMisfits = ({ headers }: Reply): string[] => [
    ...(/^[\da-f-]{36}$/.test(String(headers['x-request-id'])) ? [] : ['there is no request id']),
    ...(headers['cache-control'] === 'no-store' ? [] : ['it may be cached']),
    ...['x-powered-by', 'server', 'etag'].filter((name) => name in headers),
  ];

  test.each(ROUTES.map((route) => [route.name, route] as const))(
    '%s returns for each role what the contract says',
    async (_, route) => {
      const onlyAdmins = route.access === 'ADMIN';
      const anonymous = await call(route, user, undefined);
      if (route.access === 'PUBLIC' || route.access === 'READER') {
        expectSuccess(route, anonymous);
      } else {
        expect(problemMismatches(anonymous, 401, 'UNAUTHENTICATED')).toEqual([]);
        expect(anonymous.headers['www-authenticate']).toBe('Bearer');
        expect(headerMisfits(anonymous)).toEqual([]);
      }
      const endsLogin = /logout|withdraw/.test(route.path);
      const account = endsLogin ? await newPerson() : user;
      const byUser = await call(route, account, account.token);
      if (onlyAdmins) {
        expect(problemMismatches(byUser, 403, 'FORBIDDEN')).toEqual([]);
        expect(headerMisfits(byUser)).toEqual([]);
      } else {
        expectSuccess(route, byUser);
      }
      const administering = endsLogin ? await logIn(administrator) : admin;
      const byAdmin = await call(route, administering, administering.token);
      // The only administrator cannot withdraw.
      if (route.name === 'POST /auth/withdraw') expect(problemMismatches(byAdmin, 403, 'FORBIDDEN')).toEqual([]);
      else expectSuccess(route, byAdmin);
    },
  );

  function expectSuccess({ status, shape }: Route, reply: Reply): void {
    expect([reply.status, reply.body?.code]).toEqual([status, undefined]);
    expect(headerMisfits(reply)).toEqual([]);
    if (shape === undefined) {
      expect([reply.text, reply.headers['content-type']]).toEqual(['', undefined]);
    } else {
      expect(mismatches(shape, reply.body)).toEqual([]);
      expect(reply.headers['content-type']).toMatch(/^application\/json(; charset=utf-8)?$/);
    }
  }

  test.each([
    ['POST /products', 'productId', '/api/products/'],
    ['POST /orders/products', 'orderId', '/api/orders/'],
    ['POST /orders/v2', 'orderId', '/api/orders/'],
    ['POST /orders/v1', 'orderId', '/api/orders/'],
    ['POST /cart/order', 'orderId', '/api/orders/'],
    ['POST /coupons', 'couponId', '/api/coupons/'],
    ['POST /coupons/issue', 'userCouponId', '/api/coupons/mine/'],
    ['POST /coupons/{couponId}/issue', 'userCouponId', '/api/coupons/mine/'],
  ])('%s returns a Location', async (name, field, place) => {
    const route = ROUTES.find((one) => one.name === name) as Route;
    const { headers, body } = await call(route, admin, admin.token);
    expect(headers['location']).toBe(`${place}${body[field]}`);
    expect((await admin.caller.get(headers['location'] as string)).status).toBe(200);
  });

  test('lists every route except the pages and the health routes', () => {
    interface Layer {
      readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
    }
    const { router } = shop.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
    const running = router.stack.flatMap(({ route }) => {
      const verbs = Object.keys(route?.methods ?? {});
      // A layer for every verb is not a route: it passes requests outside /api on.
      if (route === undefined || verbs.length > 1 || route.path.startsWith('/docs')) return [];
      return verbs.map((verb) => `${verb.toUpperCase()} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
    });
    const others = ['GET /orders/{orderId}/payment', 'GET /admin', 'GET /health/live', 'GET /health/ready'];
    expect(running.sort()).toEqual([...ROUTES.map(({ method, path }) => `${method} /api${path}`), ...others].sort());
  });
});
