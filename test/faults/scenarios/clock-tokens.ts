import { callerAt } from '../../support/caller';
import { SubscriberSocket } from '../../support/subscriber-socket';
import type { CallLog } from '../rig/call-log';
import { orderCall } from '../rig/calls';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const LIFETIME_S = 15 * 60;
const CLOCK_ERROR_S = 10;
const SIGNAL_LIMIT_MS = 10_000;
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

/** A token of any instance begins now, is valid for a quarter of an hour, and is accepted by every instance. */
export async function wrongTokens(rig: Rig): Promise<string[]> {
  const broken: string[] = [];
  for (const [number, { name }] of rig.instances.entries()) {
    const { accessToken } = await logIn(rig, number);
    const { iat, exp } = claimsOf(accessToken);
    const off = iat - Date.now() / 1000;
    if (Math.abs(off) > CLOCK_ERROR_S) broken.push(`${name}: its tokens begin ${Math.round(off)} s from now`);
    if (exp - iat !== LIFETIME_S) broken.push(`${name}: its tokens are valid for ${exp - iat} s`);
    for (const other of rig.instances) {
      const { status } = await callerAt(other.address, accessToken).get('/api/orders');
      if (status !== 200) broken.push(`${other.name}: refuses a new token of ${name} (${status})`);
    }
  }
  return broken;
}

/** Three instances that get the same refresh token answer the same new one. */
export async function wrongRenewals(rig: Rig): Promise<string[]> {
  const { refreshToken } = await logIn(rig, 0);
  const renewed = new Set<unknown>();
  for (const { address } of rig.instances) {
    const { status, body } = await callerAt(address, undefined).post('/api/auth/reissue', { refreshToken });
    renewed.add(status === 200 ? (body as Tokens).refreshToken : status);
  }
  return renewed.size === 1 ? [] : [`one refresh token gave several new ones: ${[...renewed].join(', ')}`];
}

/** A socket with a token of another instance receives the signals of its owner's orders, and stays connected. */
export async function expiredSockets(rig: Rig, log: CallLog): Promise<string[]> {
  const broken: string[] = [];
  const productId = await rig.stock(rig.instances.length);
  for (const [number, { name, address }] of rig.instances.entries()) {
    const issuer = (number + 1) % rig.instances.length;
    const { accessToken } = await logIn(rig, issuer);
    const socket = new SubscriberSocket(address, { auth: { token: accessToken } });
    try {
      await socket.connected();
      const attempt = log.add(Number(claimsOf(accessToken).sub), [{ productId, quantity: 1 }], undefined);
      const target = { address: rig.at(issuer).address, token: accessToken };
      attempt.calls.push(await orderCall(target, attempt.items, {}));
      const received = (): boolean => socket.of('order-settled').length > 0;
      await until(received, { what: `a signal of ${name}`, limitMs: SIGNAL_LIMIT_MS });
    } catch (error) {
      broken.push(`${name}: a socket with a token of ${rig.at(issuer).name} received nothing (${String(error)})`);
    }
    if (socket.of('session-expired').length > 0) broken.push(`${name}: disconnected a socket with a new token`);
    socket.socket.disconnect();
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
