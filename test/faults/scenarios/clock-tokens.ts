import { callerAt } from '../../support/caller';
import { SubscriberSocket } from '../../support/subscriber-socket';
import type { Book } from '../rig/book';
import { orderCall } from '../rig/calls';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const LIFE_S = 15 * 60;
const CLOCK_ERROR_S = 10;
const HEARD_LIMIT_MS = 10_000;
const PASSWORD = 'password123';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Claims {
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
}

/** Whichever instance makes a token, it begins now, lives a quarter of an hour, and opens every instance. */
export async function wrongTokens(rig: Rig): Promise<string[]> {
  const broken: string[] = [];
  for (const [number, { name }] of rig.instances.entries()) {
    const { accessToken } = await logIn(rig, number);
    const { iat, exp } = claimsOf(accessToken);
    const off = iat - Date.now() / 1000;
    if (Math.abs(off) > CLOCK_ERROR_S) broken.push(`${name}: its tokens begin ${Math.round(off)} s from now`);
    if (exp - iat !== LIFE_S) broken.push(`${name}: its tokens live ${exp - iat} s`);
    for (const other of rig.instances) {
      const { status } = await callerAt(other.address, accessToken).get('/api/orders');
      if (status !== 200) broken.push(`${other.name}: refuses a new token of ${name} (${status})`);
    }
  }
  return broken;
}

/** Of three instances that are given the same refresh token at once, each answers the same successor. */
export async function wrongRenewals(rig: Rig): Promise<string[]> {
  const { refreshToken } = await logIn(rig, 0);
  const renewed = new Set<unknown>();
  for (const { address } of rig.instances) {
    const { status, body } = await callerAt(address, undefined).post('/api/auth/reissue', { refreshToken });
    renewed.add(status === 200 ? (body as Tokens).refreshToken : status);
  }
  return renewed.size === 1 ? [] : [`one refresh token has several successors: ${[...renewed].join(', ')}`];
}

/** Who listens at any instance with a token of another one hears what becomes of his order, and is not sent away. */
export async function expiredSockets(rig: Rig, errands: Book): Promise<string[]> {
  const broken: string[] = [];
  const productId = await rig.stock(rig.instances.length);
  for (const [number, { name, address }] of rig.instances.entries()) {
    const maker = (number + 1) % rig.instances.length;
    const { accessToken } = await logIn(rig, maker);
    const listener = new SubscriberSocket(address, { auth: { token: accessToken } });
    try {
      await listener.connected();
      const intention = errands.open(Number(claimsOf(accessToken).sub), [{ productId, quantity: 1 }], undefined);
      const door = { address: rig.at(maker).address, token: accessToken };
      intention.calls.push(await orderCall(door, intention.items, {}));
      await until(() => listener.of('order-settled').length > 0, { what: `${name} tells`, limitMs: HEARD_LIMIT_MS });
    } catch (error) {
      broken.push(`${name}: a listener with a token of ${rig.at(maker).name} heard nothing (${String(error)})`);
    }
    if (listener.of('session-expired').length > 0) broken.push(`${name}: sent a listener with a new token away`);
    listener.socket.disconnect();
  }
  return broken;
}

async function logIn(rig: Rig, number: number): Promise<Tokens> {
  const { address, name } = rig.at(number);
  const credentials = { email: 'clock@example.com', password: PASSWORD };
  const guest = callerAt(address, undefined);
  const { status } = await guest.post('/api/auth/signup', { ...credentials, name: '손님' });
  if (status !== 201 && status !== 409) throw new Error(`${name}: no account (${status})`);
  const login = await guest.post('/api/auth/login', credentials);
  if (login.status !== 200) throw new Error(`${name}: no login (${login.status})`);
  return login.body as Tokens;
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as Claims;
}
