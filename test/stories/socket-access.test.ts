import { JwtService } from '@nestjs/jwt';
import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { AccessTokens } from '#platform/security/access-tokens';
import { SocketLimits } from '../../src/modules/notification/sockets/socket-limits';
import { type Customer, LiveShop } from '../support/live-shop';
import { orderSettled, someSignal } from '../support/signals';

const ORIGIN = 'https://shop.example.com';

describe('who comes to the live signals', () => {
  let shop: LiveShop;
  let other: LiveShop;
  let kim: Customer;

  beforeAll(async () => {
    shop = await LiveShop.open({ variables: { CORS_ORIGINS: ORIGIN, RATE_LIMIT_SCALE: '1' } });
    other = await LiveShop.open({ beside: shop });
    kim = await shop.signUp('kim@example.com');
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  /** A token of kim's login that ends so many seconds from now. */
  const tokenFor = (seconds: number): string => {
    const tokens = shop.get(AccessTokens);
    const { exp, ...claims } = new JwtService().decode<Record<string, unknown>>(kim.token);
    const jwt = new JwtService({ privateKey: tokens.key, signOptions: { algorithm: 'HS256' } });
    expect(exp).toBeDefined();
    return jwt.sign({ ...claims, exp: Math.ceil(Date.now() / 1_000) + seconds });
  };

  it.each([
    ['nonsense', () => 'nonsense'],
    ['an empty one', () => ''],
    ['a number', () => 7],
    ['an expired one', () => tokenFor(-2)],
    ['one with another signature', () => `${kim.token.slice(0, -6)}AAAAAA`],
  ])('is refused with a bad token: %s', async (_, token) => {
    expect(await shop.subscriber({ auth: { token: token() } }).refused()).toBe('UNAUTHENTICATED');
  });

  it('is refused with the token of a login that was ended', async () => {
    const token = await shop.logIn(kim);
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await shop.subscriber({ auth: { token } }).refused()).toBe('UNAUTHENTICATED');
    expect(await other.subscriber({ auth: { token } }).refused()).toBe('UNAUTHENTICATED');
  });

  it('hears public signals without a token', async () => {
    const guests = [await shop.connectSubscriber(), await shop.connectSubscriber(undefined, { auth: { token: null } })];
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 1)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    for (const guest of guests) {
      await guest.next('new-hot-deal');
      expect(guest.of('order-settled')).toEqual([]);
    }
  });

  it('is shut to a connection that never says what it wants', async () => {
    const door = `${shop.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(door)).text()).slice(1)) as { sid: string };
    // Held open until there is something to say: by itself that would be a ping, after 25 s.
    const said = await (await fetch(`${door}&sid=${sid}`)).text();
    expect(said).not.toBe('2');
    expect((await fetch(`${door}&sid=${sid}`)).status).toBe(400);
  });

  it('finds no other namespace', async () => {
    const { socket, ...guest } = await shop.connectSubscriber();
    const admin = socket.io.socket('/admin');
    const refused = new Promise<Error>((resolve) => admin.on('connect_error', resolve));
    admin.connect();
    expect((await refused).message).toBe('Invalid namespace');
    expect(guest.received).toHaveLength(1);
  });

  it.each(['websocket', 'polling'])('is not let in from a foreign page over %s', async (transport) => {
    const page = (origin: string) => shop.subscriber({ transports: [transport], extraHeaders: { Origin: origin } });
    await expect(page(ORIGIN).connected()).resolves.toBeUndefined();
    await expect(page(shop.url).connected()).resolves.toBeUndefined();
    for (const origin of ['https://evil.example.com', 'null', `${shop.url}.evil.example.com`]) {
      await expect(page(origin).connected()).rejects.toThrow('not connected');
    }
  });

  it('may read the answers of polling on a welcome page', async () => {
    const poll = (origin: string) => fetch(`${shop.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    expect((await poll(ORIGIN)).headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect((await poll('https://evil.example.com')).status).toBe(403);
  });

  it('upgrades from polling like any client', async () => {
    const guest = await shop.connectSubscriber(kim.token, { transports: ['polling', 'websocket'] });
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 2)]);
    expect(await guest.next('order-settled')).toMatchObject({ orderId: 2 });
  });

  it('is not answered, whatever it sends', async () => {
    const guest = await shop.connectSubscriber();
    const answers: unknown[] = [];
    guest.socket.emit('new-hot-deal', { seq: 1 }, (answer: unknown) => answers.push(answer));
    guest.socket.emit('session-expired');
    const witness = await shop.connectSubscriber();
    await shop.publish(HotDealCreated, [someSignal()]);
    await guest.next('new-hot-deal');
    await witness.next('new-hot-deal');
    expect(answers).toEqual([]);
    expect(witness.received.map(({ event }) => event)).toEqual(['connect', 'new-hot-deal']);
  });

  it('is thrown out for a flood, and nobody else is', async () => {
    const [noisy, quiet] = [await shop.connectSubscriber(undefined, { reconnection: false }), await shop.connectSubscriber()];
    for (let sent = 0; sent < 1_000; sent++) noisy.socket.emit('noise', sent);
    expect(await noisy.next('disconnect')).toBe('transport close');
    await shop.publish(HotDealCreated, [someSignal()]);
    await quiet.next('new-hot-deal');
    expect(quiet.of('disconnect')).toEqual([]);
  });

  it('is thrown out for a packet that is too large', async () => {
    const guest = await shop.connectSubscriber(undefined, { reconnection: false });
    guest.socket.emit('noise', 'x'.repeat(17 * 1024));
    expect(await guest.next('disconnect')).toMatch(/transport/);
  });

  it('has a limit of sockets per user and per address, and gets its place back', async () => {
    const lee = await shop.signUp('lee@example.com');
    const limits = shop.get(SocketLimits);
    const { perUser, perAddress } = limits;
    limits.perUser = 2;
    const first = await shop.connectSubscriber(lee.token);
    await shop.connectSubscriber(lee.token);
    expect(await shop.subscriber({ auth: { token: lee.token } }).refused()).toBe('TOO_MANY_REQUESTS');
    await shop.connectSubscriber(kim.token);
    first.socket.disconnect();
    // The server notices the end on its own time: a client that is refused tries again.
    let third = await shop.subscriber({ auth: { token: lee.token } }).refusedOrConnected();
    while (third !== undefined) third = await shop.subscriber({ auth: { token: lee.token } }).refusedOrConnected();
    limits.perUser = perUser;

    limits.perAddress = 1;
    await expect(shop.subscriber().connected()).rejects.toThrow('not connected');
    limits.perAddress = perAddress;
    await shop.connectSubscriber();
  });

  it('loses the private part when its token expires, is told so, and keeps the public one', async () => {
    const listener = await shop.connectSubscriber(tokenFor(1));
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 3)]);
    expect(await listener.next('order-settled')).toMatchObject({ orderId: 3 });
    await listener.next('session-expired');
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 4)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    await listener.next('new-hot-deal');
    expect(listener.of('order-settled')).toHaveLength(1);
    expect(listener.socket.connected).toBe(true);
  });

  it('is disconnected on every instance when its login ends; the other login is not', async () => {
    const token = await shop.logIn(kim);
    const ended = [await shop.connectSubscriber(token), await other.connectSubscriber(token)];
    const others = [await shop.connectSubscriber(kim.token), await other.connectSubscriber(kim.token), await other.connectSubscriber()];
    const { status } = await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(status).toBe(204);
    for (const listener of ended) expect(await listener.next('disconnect')).toBe('io server disconnect');
    await other.publish(OrderSettled, [orderSettled(kim.userId, 5)]);
    await other.publish(HotDealCreated, [someSignal()]);
    for (const listener of others) {
      await listener.next('new-hot-deal');
      expect(listener.of('disconnect')).toEqual([]);
    }
    expect(others.map((listener) => listener.of('order-settled').length)).toEqual([1, 1, 0]);
  });

  it('is disconnected on every instance when its account is withdrawn, with all its logins', async () => {
    const park = await shop.signUp('park@example.com');
    const again = await shop.logIn(park);
    const ended = [await shop.connectSubscriber(park.token), await other.connectSubscriber(park.token), await other.connectSubscriber(again)];
    const stranger = await other.connectSubscriber(kim.token);
    await shop.call('POST', '/auth/withdraw', { token: park.token, body: { password: park.password } });
    for (const listener of ended) expect(await listener.next('disconnect')).toBe('io server disconnect');
    expect(stranger.of('disconnect')).toEqual([]);
  });
});
