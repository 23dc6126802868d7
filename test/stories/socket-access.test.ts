import { JwtService } from '@nestjs/jwt';
import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { AccessTokens } from '#platform/security/access-tokens';
import { SocketLimits } from '../../src/modules/notification/sockets/socket-limits';
import { type Customer, LiveShop } from '../support/live-shop';
import { orderSettled, someSignal } from '../support/signals';

const ORIGIN = 'https://shop.example.com';

describe('a client of the live signals', () => {
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

  /** A token of kim's login that expires in this number of seconds. */
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
  ])('is refused with an invalid token: %s', async (_, token) => {
    expect(await shop.subscriber({ auth: { token: token() } }).refused()).toBe('UNAUTHENTICATED');
  });

  it('is refused with the token of a login that was ended', async () => {
    const token = await shop.logIn(kim);
    await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(await shop.subscriber({ auth: { token } }).refused()).toBe('UNAUTHENTICATED');
    expect(await other.subscriber({ auth: { token } }).refused()).toBe('UNAUTHENTICATED');
  });

  it('receives only public signals without a token', async () => {
    const guests = [await shop.connectSubscriber(), await shop.connectSubscriber(undefined, { auth: { token: null } })];
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 1)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    for (const guest of guests) {
      await guest.next('new-hot-deal');
      expect(guest.of('order-settled')).toEqual([]);
    }
  });

  it('is disconnected when it opens a connection but no socket', async () => {
    const pollUrl = `${shop.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(pollUrl)).text()).slice(1)) as { sid: string };
    // A poll stays open until there is a packet, which would otherwise be a ping after 25 s.
    const packet = await (await fetch(`${pollUrl}&sid=${sid}`)).text();
    expect(packet).not.toBe('2');
    expect((await fetch(`${pollUrl}&sid=${sid}`)).status).toBe(400);
  });

  it('finds no other namespace', async () => {
    const { socket, ...guest } = await shop.connectSubscriber();
    const admin = socket.io.socket('/admin');
    const refused = new Promise<Error>((resolve) => admin.on('connect_error', resolve));
    admin.connect();
    expect((await refused).message).toBe('Invalid namespace');
    expect(guest.received).toHaveLength(1);
  });

  it.each(['websocket', 'polling'])('is refused from a foreign page over %s', async (transport) => {
    const page = (origin: string) => shop.subscriber({ transports: [transport], extraHeaders: { Origin: origin } });
    await expect(page(ORIGIN).connected()).resolves.toBeUndefined();
    await expect(page(shop.url).connected()).resolves.toBeUndefined();
    for (const origin of ['https://evil.example.com', 'null', `${shop.url}.evil.example.com`]) {
      await expect(page(origin).connected()).rejects.toThrow('not connected');
    }
  });

  it('may poll from a page of an allowed origin', async () => {
    const poll = (origin: string) => fetch(`${shop.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    expect((await poll(ORIGIN)).headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect((await poll('https://evil.example.com')).status).toBe(403);
  });

  it('upgrades from polling to a websocket', async () => {
    const guest = await shop.connectSubscriber(kim.token, { transports: ['polling', 'websocket'] });
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 2)]);
    expect(await guest.next('order-settled')).toMatchObject({ orderId: 2 });
  });

  it('gets no answer to what it sends', async () => {
    const guest = await shop.connectSubscriber();
    const answers: unknown[] = [];
    guest.socket.emit('new-hot-deal', { seq: 1 }, (answer: unknown) => answers.push(answer));
    guest.socket.emit('session-expired');
    const bystander = await shop.connectSubscriber();
    await shop.publish(HotDealCreated, [someSignal()]);
    await guest.next('new-hot-deal');
    await bystander.next('new-hot-deal');
    expect(answers).toEqual([]);
    expect(bystander.received.map(({ event }) => event)).toEqual(['connect', 'new-hot-deal']);
  });

  it('is disconnected when it floods the server, and no other client is', async () => {
    const [noisy, quiet] = [
      await shop.connectSubscriber(undefined, { reconnection: false }),
      await shop.connectSubscriber(),
    ];
    for (let sent = 0; sent < 1_000; sent++) noisy.socket.emit('noise', sent);
    expect(await noisy.next('disconnect')).toBe('transport close');
    await shop.publish(HotDealCreated, [someSignal()]);
    await quiet.next('new-hot-deal');
    expect(quiet.of('disconnect')).toEqual([]);
  });

  it('is disconnected when it sends a packet above the limit', async () => {
    const guest = await shop.connectSubscriber(undefined, { reconnection: false });
    guest.socket.emit('noise', 'x'.repeat(17 * 1024));
    expect(await guest.next('disconnect')).toMatch(/transport/);
  });

  it('is refused above the limits per user and per address, and accepted when a socket is closed', async () => {
    const lee = await shop.signUp('lee@example.com');
    const limits = shop.get(SocketLimits);
    const { perUser, perAddress } = limits;
    limits.perUser = 2;
    const first = await shop.connectSubscriber(lee.token);
    await shop.connectSubscriber(lee.token);
    expect(await shop.subscriber({ auth: { token: lee.token } }).refused()).toBe('TOO_MANY_REQUESTS');
    await shop.connectSubscriber(kim.token);
    first.socket.disconnect();
    // The server notices the closed socket a little later, and refuses the client until then.
    let third = await shop.subscriber({ auth: { token: lee.token } }).refusedOrConnected();
    while (third !== undefined) third = await shop.subscriber({ auth: { token: lee.token } }).refusedOrConnected();
    limits.perUser = perUser;

    limits.perAddress = 1;
    await expect(shop.subscriber().connected()).rejects.toThrow('not connected');
    limits.perAddress = perAddress;
    await shop.connectSubscriber();
  });

  it('receives session-expired when its token expires, and public signals only from then on', async () => {
    const client = await shop.connectSubscriber(tokenFor(1));
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 3)]);
    expect(await client.next('order-settled')).toMatchObject({ orderId: 3 });
    await client.next('session-expired');
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 4)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    await client.next('new-hot-deal');
    expect(client.of('order-settled')).toHaveLength(1);
    expect(client.socket.connected).toBe(true);
  });

  it('is disconnected on every instance when its login ends, and clients of another login are not', async () => {
    const token = await shop.logIn(kim);
    const ended = [await shop.connectSubscriber(token), await other.connectSubscriber(token)];
    const others = [
      await shop.connectSubscriber(kim.token),
      await other.connectSubscriber(kim.token),
      await other.connectSubscriber(),
    ];
    const { status } = await shop.call('POST', '/auth/logout', { token, body: { password: kim.password } });
    expect(status).toBe(204);
    for (const client of ended) expect(await client.next('disconnect')).toBe('io server disconnect');
    await other.publish(OrderSettled, [orderSettled(kim.userId, 5)]);
    await other.publish(HotDealCreated, [someSignal()]);
    for (const client of others) {
      await client.next('new-hot-deal');
      expect(client.of('disconnect')).toEqual([]);
    }
    expect(others.map((client) => client.of('order-settled').length)).toEqual([1, 1, 0]);
  });

  it('is disconnected on every instance when its account is withdrawn, with all its logins', async () => {
    const park = await shop.signUp('park@example.com');
    const again = await shop.logIn(park);
    const ended = [
      await shop.connectSubscriber(park.token),
      await other.connectSubscriber(park.token),
      await other.connectSubscriber(again),
    ];
    const otherUser = await other.connectSubscriber(kim.token);
    await shop.call('POST', '/auth/withdraw', { token: park.token, body: { password: park.password } });
    for (const client of ended) expect(await client.next('disconnect')).toBe('io server disconnect');
    expect(otherUser.of('disconnect')).toEqual([]);
  });
});
