import type { Server } from 'socket.io';
import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { SocketBroadcaster } from '../../src/modules/notification/sockets/socket-broadcaster';
import { SocketLimits } from '../../src/modules/notification/sockets/socket-limits';
import { type Customer, LiveShop } from '../support/live-shop';
import { type Reply, send } from '../support/reply';
import { orderSettled, someSignal } from '../support/signals';
import { until } from '../support/until';
import { SocketWire } from './raw-web-socket';
import { PACKETS, POLLS, TOKENS, UPGRADES } from './socket-attacks';

describe('attacks on the live signals', () => {
  let shop: LiveShop;
  let kim: Customer;
  let lee: Customer;
  let refreshToken: string;
  const wires: SocketWire[] = [];

  beforeAll(async () => {
    shop = await LiveShop.open();
    kim = await shop.signUp('kim@example.com');
    lee = await shop.signUp('lee@example.com');
    const { body } = await shop.call('POST', '/auth/login', { body: { email: lee.email, password: lee.password } });
    ({ refreshToken } = body as { refreshToken: string });
  });
  afterAll(async () => {
    for (const wire of wires) wire.close();
    await shop.close();
  });

  const server = (): Server => (shop.get(SocketBroadcaster) as unknown as { server: Server }).server;
  const wire = async (options: Parameters<typeof SocketWire.open>[1] = {}): Promise<SocketWire> => {
    const opened = await SocketWire.open(shop.url, options);
    wires.push(opened);
    return opened;
  };
  const joined = async (auth: object = {}): Promise<SocketWire> => {
    const opened = await wire();
    await opened.join(auth);
    return opened;
  };
  const poll = (query: string, more: object = {}, method = 'GET'): Promise<Reply> =>
    send(`${shop.url}/socket.io/?${query}`, method, more);
  const sidOf = ({ text }: Reply): string => (JSON.parse(text.slice(1)) as { sid: string }).sid;
  /** Whoever was attacked still hears: a guest what is public, kim what is hers. */
  const stillSignals = async (): Promise<void> => {
    const [guest, owner] = [await shop.connectSubscriber(), await shop.connectSubscriber(kim.token)];
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 7)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    expect(await owner.next('order-settled')).toMatchObject({ orderId: 7 });
    await guest.next('new-hot-deal');
    expect(guest.of('order-settled')).toEqual([]);
    guest.socket.disconnect();
    owner.socket.disconnect();
  };

  it.each(POLLS)('over polling: $name is answered $status', async ({ query, method = 'GET', status, ...more }) => {
    const polling = sidOf(await poll('EIO=4&transport=polling'));
    const live = await wire();
    await live.until(() => live.heard.length > 0);
    const websocket = sidOf({ text: live.heard[0] ?? '' } as Reply);
    const answer = await poll(query.replace('POLLING', polling).replace('WEBSOCKET', websocket), more, method);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(/./);
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.text.length).toBeLessThan(16 * 1_024);
    live.close();
    await poll(`EIO=4&transport=polling&sid=${polling}`, { body: '1' }, 'POST');
  });

  it.each(UPGRADES)('over a websocket: $name is answered $status', async ({ status, nameless = false, ...options }) => {
    const refused = await wire(options);
    expect(refused.status).toBe(status);
    if (status !== 101 && !nameless) expect(refused.head).toMatch(/x-request-id: \S/);
    await refused.end();
  });

  it('are not let in without a host to compare their origin with', async () => {
    const headers = { Host: undefined, Origin: 'null', Connection: 'close', Upgrade: undefined };
    const old = await SocketWire.open(shop.url, { headers, query: 'EIO=4&transport=polling HTTP/1.0\r\nx-rest:' });
    wires.push(old);
    expect(old.status).toBe(403);
  });

  it.each(PACKETS)('in packets: $name, and it is $outcome', async ({ packets, framing = {}, outcome }) => {
    const attacker = await joined();
    const before = attacker.heard.length;
    for (const packet of packets) attacker.say(packet, framing);
    if (outcome === 'thrown out') {
      await attacker.end();
    } else {
      // The answer to this comes behind all answers to what was said before.
      attacker.ping();
      await attacker.until(() => attacker.heard.includes('pong') || attacker.ended);
      expect(attacker.ended).toBe(false);
    }
    const answers = attacker.heard.slice(before).filter((text) => text !== 'pong');
    expect(answers.filter((text) => !text.startsWith('44/'))).toEqual([]);
    attacker.close();
  });

  it('in packets leave everybody else hearing what is theirs', stillSignals);

  it.each(TOKENS)('with a token that is $name are refused', async ({ token }) => {
    const attacker = await joined({ token: token({ access: lee.token, refresh: refreshToken }) });
    expect(attacker.heard.at(-1)).toMatch(/^44\{.*"code":"UNAUTHENTICATED"/);
    attacker.close();
  });

  it('with a token where none is looked for come in as guests, and the token is of no use', async () => {
    const secret = encodeURIComponent(kim.token);
    const guest = await wire({
      query: `EIO=4&transport=websocket&token=${secret}&auth[token]=${secret}&room=${kim.userId}`,
      headers: { Authorization: `Bearer ${kim.token}`, Cookie: `token=${kim.token}` },
    });
    await guest.join({ userId: kim.userId, rooms: [String(kim.userId)], role: 'ADMIN' });
    guest.say(`42["join","${kim.userId}"]`);
    guest.say(`42["subscribe",{"room":${kim.userId}}]`);
    await stillSignals();
    await guest.until(() => guest.heard.some((text) => text.includes('new-hot-deal')));
    expect(guest.heard.filter((text) => text.includes('order-settled'))).toEqual([]);
    guest.close();
  });

  it('with the lost connection of somebody else hear nothing private of it', async () => {
    const owner = await joined({ token: kim.token });
    const { sid, pid } = JSON.parse(owner.heard.at(-1)?.slice(2) ?? '') as { sid: string; pid: string };
    await shop.publish(HotDealCreated, [someSignal()]);
    await owner.until(() => owner.heard.some((text) => text.includes('new-hot-deal')));
    const [, , offset] = JSON.parse(owner.heard.at(-1)?.slice(2) ?? '') as string[];
    owner.close();
    await until(async () => !server().sockets.sockets.has(sid));
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 8)]);
    for (const auth of [
      { pid, offset },
      { pid, offset, token: lee.token },
      { pid, offset: '0-1' },
      { pid: '*', offset },
    ]) {
      const thief = await joined(auth);
      await stillSignals();
      await thief.until(() => thief.heard.some((text) => text.includes('new-hot-deal')));
      expect(thief.heard.filter((text) => text.includes('order-settled'))).toEqual([]);
      thief.close();
    }
  });

  it('with many sockets on one connection get one', async () => {
    const ofConnection = (id: string): number =>
      [...server().sockets.sockets.values()].filter(({ conn }) => (conn as unknown as { id: string }).id === id).length;
    const polling = sidOf(await poll('EIO=4&transport=polling'));
    const guests = Array.from({ length: 20 }, () => '40{}').join('\x1e');
    await poll(`EIO=4&transport=polling&sid=${polling}`, { body: guests }, 'POST');
    await poll(`EIO=4&transport=polling&sid=${polling}`);
    expect(ofConnection(polling)).toBe(1);
    const greedy = await wire();
    await greedy.until(() => greedy.heard.length > 0);
    greedy.sayAtOnce(Array.from({ length: 20 }, () => `40{"token":"${kim.token}"}`));
    await greedy.until(() => greedy.heard.length > 20 || greedy.ended);
    expect(greedy.heard.filter((text) => text.startsWith('40'))).toHaveLength(1);
    expect(ofConnection(sidOf({ text: greedy.heard[0] ?? '' } as Reply))).toBe(1);
    greedy.close();
  });

  it.each([
    ['packets', { opcode: 1 }, '42["noise"]'],
    ['pings', { opcode: 9 }, ''],
    ['pongs', { opcode: 10 }, ''],
  ])('as a flood of %s are thrown out, and nobody else is', async (_, framing, text) => {
    const limits = shop.get(SocketLimits);
    const { packetsAtOnce, packetsPerSecond } = limits;
    Object.assign(limits, { packetsAtOnce: 50, packetsPerSecond: 5 });
    const noisy = await joined();
    Object.assign(limits, { packetsAtOnce, packetsPerSecond });
    noisy.sayAtOnce(
      Array.from({ length: 1_000 }, () => text),
      framing,
    );
    await noisy.end();
    await stillSignals();
  });
  const stillHere = async (): Promise<void> => void (await fetch(`${shop.url}/health/live`));

  it('by listening to nothing are thrown out, and what was kept for them is gone', async () => {
    const limits = shop.get(SocketLimits);
    const { unreadBytes } = limits;
    limits.unreadBytes = 256 * 1_024;
    const sid = sidOf(await poll('EIO=4&transport=polling'));
    await poll(`EIO=4&transport=polling&sid=${sid}`, { body: '40{}' }, 'POST');
    const deaf = await joined();
    deaf.deafen();
    const listener = await shop.connectSubscriber();
    const engines = (): number => server().engine.clientsCount;
    expect(engines()).toBeGreaterThanOrEqual(3);
    const before = engines();
    let told = 0;
    // Far more than fits into all that lies between the server and a client.
    for (; engines() > before - 2 && told < 4_000; told++) {
      server().local.emit('new-hot-deal', { seq: -told, text: 'x'.repeat(32 * 1_024) });
      await stillHere();
    }
    expect(engines()).toBe(before - 2);
    await listener.next('new-hot-deal', told);
    expect(listener.of('disconnect')).toEqual([]);
    limits.unreadBytes = unreadBytes;
  });

  it('by opening connections and no sockets take the places of their own address only', async () => {
    const limits = shop.get(SocketLimits);
    const { perAddress } = limits;
    limits.perAddress = 40;
    const { clients } = server().engine as unknown as { clients: object };
    const sid = sidOf(await poll('EIO=4&transport=polling'));
    const opened: SocketWire[] = [];
    for (let nth = 0; nth < 50; nth++) opened.push(await wire({ from: '127.0.0.9' }));
    expect(opened.filter(({ status }) => status === 101)).toHaveLength(40);
    expect(new Set(opened.slice(40).map(({ status }) => status))).toEqual(new Set([403]));
    limits.perAddress = perAddress;
    await stillSignals();
    // And not for long: who does not join within five seconds must go.
    for (const half of opened) await half.end();
    await until(async () => !(sid in clients));
  }, 20_000);
});
