import type { Socket } from 'socket.io-client';
import { answerOf, LoginInMemory, openShop, type Shop, ShopError } from '@hotdeal/client';
import { SeenSignals } from '../../client/src/seen-signals';
import { daysAgo } from '../support/deals';
import { LiveShop } from '../support/live-shop';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { ProxyWithoutWebsockets } from '../support/tcp-proxy';

const PASSWORD = 'password123';

describe('the typed client', () => {
  let server: LiveShop;
  let proxy: TcpProxy;
  let administrator: Shop;
  const opened: Shop[] = [];

  beforeAll(async () => {
    server = await LiveShop.open();
    proxy = await TcpProxy.to('127.0.0.1', Number(new URL(server.url).port));
    administrator = openClient();
    await administrator.login.logIn({ email: 'administrator@example.com', password: PASSWORD });
  });
  afterEach(() => {
    for (const { live } of opened) live.close();
  });
  afterAll(async () => {
    await proxy.close();
    await server.close();
  });

  const throughProxy = () => ({ baseUrl: `http://127.0.0.1:${proxy.port}` });
  const openClient = (address: Parameters<typeof openShop>[0] = {}): Shop => {
    const shop = openShop({ baseUrl: server.url, ...address });
    opened.push(shop);
    return shop;
  };
  const customer = async (email: string, address?: Parameters<typeof openShop>[0]): Promise<Shop> => {
    const shop = openClient(address);
    await answerOf(shop.api.POST('/api/auth/signup', { body: { email, name: 'Kim', password: PASSWORD } }));
    await shop.login.logIn({ email, password: PASSWORD });
    return shop;
  };
  const product = async (units: number): Promise<number> => {
    const { productId } = await answerOf(
      administrator.api.POST('/api/products', {
        body: {
          productName: 'Lamp',
          productDescription: 'It shines.',
          productPrice: 50_000,
          productImageUrl: 'https://shop.example/lamp.jpg',
          productCategory: 'HOME_LIVING',
        },
      }),
    );
    const params = { path: { productId }, query: { quantity: units } };
    await answerOf(administrator.api.POST('/api/stocks/product/{productId}/increase', { params }));
    return productId;
  };
  const deal = async (productIds: number[]): Promise<number> => {
    const body = { eventType: 'HOT_DEAL' as const, eventDiscount: 20, eventDuration: 1, productIds };
    const created = administrator.api.POST('/api/event/create', { body: { ...body, startEventTime: daysAgo(0.5) } });
    return (await answerOf(created)).eventId;
  };

  it('receives the outcome of its order as a signal', async () => {
    const kim = await customer('kim@example.com');
    const productId = await product(1);
    const settled: unknown[] = [];
    kim.live.on('order-settled', (order) => settled.push(order));
    const ready = new Promise<void>((resolve) => kim.live.on('caught-up', () => resolve()));
    kim.live.connect();
    await ready;
    const body = { orderItems: [{ productId, quantity: 1 }] };
    const { orderId } = await answerOf(kim.api.POST('/api/orders/products', { body }));
    await until(async () => settled.length > 0);
    expect(settled).toEqual([{ orderId, status: 'ORDER_SUCCESS', failureReason: null }]);
  });

  it('throws the problem that the shop returned', async () => {
    const anonymous = openClient();
    const refused = answerOf(anonymous.api.GET('/api/users/me'));
    await expect(refused).rejects.toThrow(ShopError);
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('says what a problem is about, and which rule each field breaks', async () => {
    const { api } = openClient();
    const params = { path: { productId: 999_999 } };
    const missing = await answerOf(api.GET('/api/products/{productId}', { params })).catch((error: unknown) => error);
    expect((missing as ShopError).about('PRODUCT_NOT_FOUND')).toEqual({ productIds: [999_999] });
    expect((missing as ShopError).about('INSUFFICIENT_STOCK')).toBeUndefined();
    const body = { email: 'kim', name: '', password: 'password' };
    const invalid = await answerOf(api.POST('/api/auth/signup', { body })).catch((error: unknown) => error);
    expect((invalid as ShopError).fields.map(({ field, rule }) => [field, rule]).sort()).toEqual([
      ['email', 'NOT_AN_EMAIL'],
      ['name', 'REQUIRED'],
      ['password', 'WEAK_PASSWORD'],
    ]);
  });

  it('renews a refused access token once for all refused requests, and repeats them', async () => {
    const loginStore = new CountingStore();
    const kim = await customer('kim.renews@example.com', { loginStore });
    Object.assign(kim.login, { access: { token: 'spoilt', until: Infinity } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => answerOf(kim.api.GET('/api/users/me'))));
    expect(answers.map(({ email }) => email)).toEqual(answers.map(() => 'kim.renews@example.com'));
    // A request whose refusal arrives late gets the renewed token.
    expect(await kim.login.renew('spoilt')).toBe(await kim.login.accessToken());
    expect(loginStore.writes).toBe(2);
  });

  it('is logged out when the shop has ended the login, but not when the shop cannot be reached', async () => {
    const kim = await customer('kim.leaves@example.com', throughProxy());
    Object.assign(kim.login, { access: undefined });
    proxy.cut();
    await expect(answerOf(kim.api.GET('/api/users/me'))).rejects.toMatchObject({ name: 'TypeError' });
    expect(kim.login.exists).toBe(true);
    proxy.mend();
    await answerOf(kim.api.POST('/api/auth/logout', { body: { password: PASSWORD } }));
    await expect(answerOf(kim.api.GET('/api/users/me'))).rejects.toMatchObject({ status: 401 });
    expect(kim.login.exists).toBe(false);
  });

  it('delivers each signal once, also those sent while the connection was lost', async () => {
    const productIds = [await product(1)];
    const kim = openClient(throughProxy());
    const received: number[] = [];
    let times = 0;
    const { lastSeq } = await answerOf(kim.api.GET('/api/event/signals/last'));
    kim.live.on('new-hot-deal', ({ eventId }) => received.push(eventId));
    kim.live.on('caught-up', () => (times += 1));
    kim.live.connect();
    await until(async () => times === 1);
    const expected = [await deal(productIds)];
    proxy.cut();
    await until(async () => kim.live.state === 'lost');
    expected.push(await deal(productIds), await deal(productIds));
    proxy.mend();
    await until(async () => times === 2);
    await server.repeatSignals(lastSeq);
    expected.push(await deal(productIds));
    await until(async () => received.length >= expected.length);
    expect(received).toEqual(expected);
  });

  it('receives private signals after a later login, which loses no connection', async () => {
    const kim = await customer('kim.later@example.com');
    kim.login.forget();
    let times = 0;
    const states: string[] = [];
    kim.live.on('state', (state) => states.push(state));
    kim.live.on('caught-up', () => (times += 1));
    kim.live.connect();
    await until(async () => times === 1);
    await kim.login.logIn({ email: 'kim.later@example.com', password: PASSWORD });
    await until(async () => times === 2);
    expect(states).toEqual(['connected', 'connecting', 'connected']);
    const settled: number[] = [];
    kim.live.on('order-settled', ({ orderId }) => settled.push(orderId));
    const body = { orderItems: [{ productId: await product(1), quantity: 1 }] };
    const { orderId } = await answerOf(kim.api.POST('/api/orders/products', { body }));
    await until(async () => settled.length > 0);
    expect(settled).toEqual([orderId]);
  });
});

describe('a client whose network blocks WebSockets', () => {
  it.each(['CUT', 'SWALLOWED'] as const)('connects over HTTP when WebSockets are %s', async (ends) => {
    const server = await LiveShop.open();
    const proxy = await ProxyWithoutWebsockets.through('127.0.0.1', Number(new URL(server.url).port), ends);
    const { live } = openShop({ baseUrl: `http://127.0.0.1:${proxy.port}` });
    try {
      // The default is 20 s.
      (live as unknown as { socket: Socket }).socket.io.timeout(300);
      const ready = new Promise<void>((resolve) => live.on('caught-up', () => resolve()));
      live.connect();
      await ready;
      expect(live.state).toBe('connected');
    } finally {
      live.close();
      await proxy.close();
      await server.close();
    }
  });
});

class CountingStore extends LoginInMemory {
  writes = 0;

  override write(refreshToken: string | undefined): void {
    this.writes += 1;
    super.write(refreshToken);
  }
}

describe('the record of seen signals', () => {
  it('accepts each signal once, in any order', () => {
    const seen = new SeenSignals(10);
    expect([10, 12, 11, 12, 13].map((seq) => seen.note(seq))).toEqual([false, true, true, false, true]);
    expect(seen.complete).toBe(13);
    expect(seen.hasGap).toBe(false);
  });

  it('is complete only up to the first missing signal', () => {
    const seen = new SeenSignals(10);
    seen.note(12);
    expect(seen.hasGap).toBe(true);
    expect(seen.complete).toBe(10);
  });
});
