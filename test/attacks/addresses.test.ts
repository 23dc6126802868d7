import { Agent } from 'node:http';
import { send } from '../support/reply';
import { openShop, type Shop } from '../support/shop';
import { JSON_BODY } from './attack';
import { RawWebSocket } from './raw-web-socket';

const REQUESTS = 10;
const LOGINS = 3;
const SOCKETS = 2;

/**
 * How one client, or the proxy in front of it, may write another `X-Forwarded-For` in each request. The client itself
 * wrote what stands before the last comma.
 */
const SPELLINGS: Readonly<Record<string, (network: number, nth: number) => string>> = {
  'other ports': (network, nth) => `203.0.113.${network}:${5_000 + nth}`,
  'other ports of an IPv6 address': (network, nth) => `[2001:db8:0:${network}::1]:${5_000 + nth}`,
  'other addresses of one IPv6 network': (network, nth) => `2001:db8:1:${network}::${nth}`,
  'other zones': (network, nth) => `2001:db8:2:${network}::1%eth${nth}`,
  'other notations': (network, nth) =>
    [`::ffff:192.0.2.${network}`, `192.0.2.${network}`, `[192.0.2.${network}]`][nth % 3] ?? '',
  'other claims before the address': (network, nth) => `198.51.100.${nth}, 203.0.113.${100 + network}`,
};
/** These are no addresses, so they all count as the proxy's own one. */
const GARBAGE: typeof SPELLINGS = {
  'the syntax of another header': (_, nth) => `for=203.0.113.${nth}`,
  'that syntax with a port': (_, nth) => `for="[2001:db8::${nth}]:4001"`,
  names: (_, nth) => `client-${nth}.example`,
  'hidden addresses': (_, nth) => `_${nth}`,
  'numbers above 255': (_, nth) => `203.0.113.${300 + nth}`,
  'octal numbers': (_, nth) => `010.0.0.${nth}`,
  'single numbers': (_, nth) => String(3_405_803_778 + nth),
  'long texts': (_, nth) => `${nth}`.repeat(4_000),
  'an empty end': (_, nth) => `203.0.113.${nth},`,
};

describe('a client that is reported with', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({
      variables: {
        TRUST_PROXY: '1',
        RATE_LIMIT_SCALE: '1',
        RATE_LIMIT_ADDRESS: String(REQUESTS),
        RATE_LIMIT_LOGIN_ADDRESS: String(LOGINS),
        RATE_LIMIT_SOCKETS_ADDRESS: String(SOCKETS),
      },
    });
  });
  afterAll(() => shop.close());

  const rows = Object.entries({ ...SPELLINGS, ...GARBAGE }).map(([name, spell], index) => ({ name, spell, index }));
  it.each(rows)('$name has one limit for requests, for logins and for sockets', async ({ spell, index }) => {
    // Each row has a proxy of its own.
    const from = `127.0.1.${1 + index}`;
    let nth = 0;
    const reported = () => ({ 'x-forwarded-for': spell(1 + index, nth++) });
    const call = async (method: string, path: string): Promise<number> => {
      const headers = { ...reported(), ...JSON_BODY };
      const agent = new Agent({ localAddress: from });
      const body = method === 'GET' ? undefined : '{}';
      return (await send(`${shop.address}${path}`, method, { headers, body, agent })).status;
    };
    const connect = async (): Promise<number> => {
      const socket = await RawWebSocket.open(shop.address, { from, headers: reported() });
      sockets.push(socket);
      return socket.status;
    };
    const sockets: RawWebSocket[] = [];
    // A login without a password is counted, too.
    const logins = await times(LOGINS + 1, () => call('POST', '/api/auth/login'));
    expect(logins).toEqual([...Array<number>(LOGINS).fill(400), 429]);
    expect(await times(SOCKETS + 1, connect)).toEqual([...Array<number>(SOCKETS).fill(101), 403]);
    const left = REQUESTS - LOGINS - SOCKETS - 2;
    const statuses = await times(left + 1, () => call('GET', '/api/event/signals'));
    expect(statuses).toEqual([...Array<number>(left).fill(200), 429]);
    for (const socket of sockets) socket.close();
  });
});

async function times<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < count) results.push(await work());
  return results;
}
