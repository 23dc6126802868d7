import type { Server } from 'socket.io';
import { HotDealCreated } from '#event';
import { OrderSettled } from '#order';
import { SocketBroadcaster } from '../../src/modules/notification/sockets/socket-broadcaster';
import { SocketLimits } from '../../src/modules/notification/sockets/socket-limits';
import { type Customer, LiveShop } from '../support/live-shop';
import { type Reply, send } from '../support/reply';
import { orderSettled, someSignal } from '../support/signals';
import { until } from '../support/until';
import { RawWebSocket } from './raw-web-socket';
import { PACKETS, POLLS, TOKENS, UPGRADES } from './socket-attacks';

describe('attacks on the sockets of live signals', () => {
  let shop: LiveShop;
  let kim: Customer;
  let lee: Customer;
  let refreshToken: string;
  const webSockets: RawWebSocket[] = [];

  beforeAll(async () => {
    shop = await LiveShop.open();
    kim = await shop.signUp('kim@example.com');
    lee = await shop.signUp('lee@example.com');
    const { body } = await shop.call('POST', '/auth/login', { body: { email: lee.email, password: lee.password } });
    ({ refreshToken } = body as { refreshToken: string });
  });
  afterAll(async () => {
    for (const webSocket of webSockets) webSocket.close();
    await shop.close();
  });

  const server = (): Server => (shop.get(SocketBroadcaster) as unknown as { server: Server }).server;
  const open = async (options: Parameters<typeof RawWebSocket.open>[1] = {}): Promise<RawWebSocket> => {
    const opened = await RawWebSocket.open(shop.url, options);
    webSockets.push(opened);
    return opened;
  };
  const joined = async (auth: object = {}): Promise<RawWebSocket> => {
    const opened = await open();
    await opened.join(auth);
    return opened;
  };
  const poll = (query: string, more: object = {}, method = 'GET'): Promise<Reply> =>
    send(`${shop.url}/socket.io/?${query}`, method, more);
  const sidOf = ({ text }: Reply): string => (JSON.parse(text.slice(1)) as { sid: string }).sid;
  /** Checks that clients still receive their signals: an anonymous one the public signals, kim her own as well. */
  const expectSignals = async (): Promise<void> => {
    const [anonymous, owner] = [await shop.connectSubscriber(), await shop.connectSubscriber(kim.token)];
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 7)]);
    await shop.publish(HotDealCreated, [someSignal()]);
    expect(await owner.next('order-settled')).toMatchObject({ orderId: 7 });
    await anonymous.next('new-hot-deal');
    expect(anonymous.of('order-settled')).toEqual([]);
    anonymous.socket.disconnect();
    owner.socket.disconnect();
  };

  it.each(POLLS)('HTTP polling with $name is answered $status', async ({ query, method = 'GET', status, ...more }) => {
    const polling = sidOf(await poll('EIO=4&transport=polling'));
    const live = await open();
    await live.until(() => live.received.length > 0);
    const websocket = sidOf({ text: live.received[0] ?? '' } as Reply);
    const answer = await poll(query.replace('POLLING', polling).replace('WEBSOCKET', websocket), more, method);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(/./);
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.text.length).toBeLessThan(16 * 1_024);
    live.close();
    await poll(`EIO=4&transport=polling&sid=${polling}`, { body: '1' }, 'POST');
  });

  it.each(UPGRADES)(
    'a WebSocket handshake with $name is answered $status',
    async ({ status, withoutRequestId = false, ...options }) => {
      const refused = await open(options);
      expect(refused.status).toBe(status);
      if (status !== 101 && !withoutRequestId) expect(refused.head).toMatch(/x-request-id: \S/);
      await refused.untilClosed();
    },
  );

  it('a handshake with an Origin but without a Host is refused', async () => {
    const headers = { Host: undefined, Origin: 'null', Connection: 'close', Upgrade: undefined };
    const old = await RawWebSocket.open(shop.url, { headers, query: 'EIO=4&transport=polling HTTP/1.0\r\nx-rest:' });
    webSockets.push(old);
    expect(old.status).toBe(403);
  });

  it.each(PACKETS)('a client that sends $name is $outcome', async ({ packets, framing = {}, outcome }) => {
    const attacker = await joined();
    const before = attacker.received.length;
    for (const packet of packets) attacker.send(packet, framing);
    if (outcome === 'disconnected') {
      await attacker.untilClosed();
    } else {
      // The pong arrives after all answers to the earlier packets.
      attacker.ping();
      await attacker.until(() => attacker.received.includes('pong') || attacker.ended);
      expect(attacker.ended).toBe(false);
    }
    const answers = attacker.received.slice(before).filter((text) => text !== 'pong');
    expect(answers.filter((text) => !text.startsWith('44/'))).toEqual([]);
    attacker.close();
  });

  it('other clients still receive their signals after these packets', expectSignals);

  it.each(TOKENS)('a handshake whose token is $name is refused', async ({ token }) => {
    const attacker = await joined({ token: token({ access: lee.token, refresh: refreshToken }) });
    expect(attacker.received.at(-1)).toMatch(/^44\{.*"code":"UNAUTHENTICATED"/);
    attacker.close();
  });

  it('a token outside the handshake payload is ignored: the client is anonymous', async () => {
    const secret = encodeURIComponent(kim.token);
    const client = await open({
      query: `EIO=4&transport=websocket&token=${secret}&auth[token]=${secret}&room=${kim.userId}`,
      headers: { Authorization: `Bearer ${kim.token}`, Cookie: `token=${kim.token}` },
    });
    await client.join({ userId: kim.userId, rooms: [String(kim.userId)], role: 'ADMIN' });
    client.send(`42["join","${kim.userId}"]`);
    client.send(`42["subscribe",{"room":${kim.userId}}]`);
    await expectSignals();
    await client.until(() => client.received.some((text) => text.includes('new-hot-deal')));
    expect(client.received.filter((text) => text.includes('order-settled'))).toEqual([]);
    client.close();
  });

  it('resuming the lost connection of another user reveals no private signal', async () => {
    const owner = await joined({ token: kim.token });
    const { sid, pid } = JSON.parse(owner.received.at(-1)?.slice(2) ?? '') as { sid: string; pid: string };
    await shop.publish(HotDealCreated, [someSignal()]);
    await owner.until(() => owner.received.some((text) => text.includes('new-hot-deal')));
    const [, , offset] = JSON.parse(owner.received.at(-1)?.slice(2) ?? '') as string[];
    owner.close();
    await until(async () => !server().sockets.sockets.has(sid));
    await shop.publish(OrderSettled, [orderSettled(kim.userId, 8)]);
    for (const auth of [
      { pid, offset },
      { pid, offset, token: lee.token },
      { pid, offset: '0-1' },
      { pid: '*', offset },
    ]) {
      const attacker = await joined(auth);
      await expectSignals();
      await attacker.until(() => attacker.received.some((text) => text.includes('new-hot-deal')));
      expect(attacker.received.filter((text) => text.includes('order-settled'))).toEqual([]);
      attacker.close();
    }
  });

  it('a connection gets one socket, however many it asks for', async () => {
    const ofConnection = (id: string): number =>
      [...server().sockets.sockets.values()].filter(({ conn }) => (conn as unknown as { id: string }).id === id).length;
    const polling = sidOf(await poll('EIO=4&transport=polling'));
    const joins = Array.from({ length: 20 }, () => '40{}').join('\x1e');
    await poll(`EIO=4&transport=polling&sid=${polling}`, { body: joins }, 'POST');
    await poll(`EIO=4&transport=polling&sid=${polling}`);
    expect(ofConnection(polling)).toBe(1);
    const client = await open();
    await client.until(() => client.received.length > 0);
    client.sendTogether(Array.from({ length: 20 }, () => `40{"token":"${kim.token}"}`));
    await client.until(() => client.received.length > 20 || client.ended);
    expect(client.received.filter((text) => text.startsWith('40'))).toHaveLength(1);
    expect(ofConnection(sidOf({ text: client.received[0] ?? '' } as Reply))).toBe(1);
    client.close();
  });

  it.each([
    ['packets', { opcode: 1 }, '42["noise"]'],
    ['pings', { opcode: 9 }, ''],
    ['pongs', { opcode: 10 }, ''],
  ])('a client that floods the server with %s is disconnected, and no other client is', async (_, framing, text) => {
    const limits = shop.get(SocketLimits);
    const { packetsAtOnce, packetsPerSecond } = limits;
    Object.assign(limits, { packetsAtOnce: 50, packetsPerSecond: 5 });
    const flooder = await joined();
    Object.assign(limits, { packetsAtOnce, packetsPerSecond });
    flooder.sendTogether(
      Array.from({ length: 1_000 }, () => text),
      framing,
    );
    await flooder.untilClosed();
    await expectSignals();
  });
  const untilResponding = async (): Promise<void> => void (await fetch(`${shop.url}/health/live`));

  it('clients that read nothing are disconnected, and their buffers are freed', async () => {
    const limits = shop.get(SocketLimits);
    const { unreadBytes } = limits;
    limits.unreadBytes = 256 * 1_024;
    const sid = sidOf(await poll('EIO=4&transport=polling'));
    await poll(`EIO=4&transport=polling&sid=${sid}`, { body: '40{}' }, 'POST');
    const unreading = await joined();
    unreading.stopReading();
    const subscriber = await shop.connectSubscriber();
    const engines = (): number => server().engine.clientsCount;
    expect(engines()).toBeGreaterThanOrEqual(3);
    const before = engines();
    let sent = 0;
    // Far more than the buffers between the server and a client can hold.
    for (; engines() > before - 2 && sent < 4_000; sent++) {
      server().local.emit('new-hot-deal', { seq: -sent, text: 'x'.repeat(32 * 1_024) });
      await untilResponding();
    }
    expect(engines()).toBe(before - 2);
    await subscriber.next('new-hot-deal', sent);
    expect(subscriber.of('disconnect')).toEqual([]);
    limits.unreadBytes = unreadBytes;
  });

  it('connections without a socket exhaust only the limit of their own address', async () => {
    const limits = shop.get(SocketLimits);
    const { perAddress } = limits;
    limits.perAddress = 40;
    const { clients } = server().engine as unknown as { clients: object };
    const sid = sidOf(await poll('EIO=4&transport=polling'));
    const opened: RawWebSocket[] = [];
    for (let nth = 0; nth < 50; nth++) opened.push(await open({ from: '127.0.0.9' }));
    expect(opened.filter(({ status }) => status === 101)).toHaveLength(40);
    expect(new Set(opened.slice(40).map(({ status }) => status))).toEqual(new Set([403]));
    limits.perAddress = perAddress;
    await expectSignals();
    // A connection that does not join within five seconds is closed.
    for (const half of opened) await half.untilClosed();
    await until(async () => !(sid in clients));
  }, 20_000);
});
