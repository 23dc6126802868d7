import { callerAt } from '../../support/caller';
import { createProduct } from '../../support/products';
import { SubscriberSocket } from '../../support/subscriber-socket';
import { CallLog } from '../rig/call-log';
import { orderCall } from '../rig/calls';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';

const PASSWORD = 'password123';
const LIMIT_MS = 10_000;

/** Redis loses everything right after a logout. */
export const flushedAfterLogout: Interleaving = {
  name: 'flushed after a logout',
  async run(rig) {
    const customer = await signUp(rig, 'flushed@example.com');
    const token = await customer.logIn();
    const me = (number: number) => callerAt(rig.at(number).address, token).get('/api/users/me');
    await Promise.all([me(0), me(1)]);
    const { status } = await callerAt(rig.at(0).address, token).post('/api/auth/logout', { password: PASSWORD });
    await rig.redisCommand('FLUSHALL');
    rig.note(`Redis flushed after a logout (${status})`);
    const statuses = (await Promise.all([me(0), me(1), me(0), me(1)])).map((answer) => answer.status);
    const kept = statuses.every((seen) => seen === 401);
    return { broken: kept ? [] : [`a revoked token is accepted again after a flush: ${statuses.join(', ')}`] };
  },
};

/** A broken connection is recovered with a token that was revoked meanwhile. */
export const recoveredAfterLogout: Interleaving = {
  name: 'recovered after a logout',
  async run(rig) {
    const customer = await signUp(rig, 'recovered@example.com');
    const [lost, kept] = [await customer.logIn(), await customer.logIn()];
    const socket = new SubscriberSocket(rig.at(0).address, { auth: { token: lost }, reconnection: false });
    try {
      await socket.connected();
      await createDeal(rig);
      await socket.next('new-hot-deal');
      socket.socket.io.engine.close();
      await callerAt(rig.at(1).address, lost).post('/api/auth/logout', { password: PASSWORD });
      rig.note('a socket cut, its login revoked, and the socket reconnected with the token of that login');
      socket.socket.connect();
      await until(() => socket.socket.connected || socket.of('connect_error').length > 0, {
        what: 'an answer to the socket',
        limitMs: LIMIT_MS,
      });
      const product = await rig.stock(1);
      const log = new CallLog();
      const items = [{ productId: product, quantity: 1 }];
      const target = { address: rig.at(0).address, token: kept };
      log.add(customer.userId, items, undefined).calls.push(await orderCall(target, items, { prefer: 'wait=10' }));
      await rig.completed();
      const received = socket.of('order-settled').length;
      const broken = received === 0 ? [] : ['a socket with a revoked login received a private signal'];
      return { logs: [log], broken };
    } finally {
      socket.socket.disconnect();
    }
  },
};

async function signUp(rig: Rig, email: string) {
  const guest = callerAt(rig.at(0).address, undefined);
  const { body } = await guest.post('/api/auth/signup', { email, name: '홍길동', password: PASSWORD });
  return {
    userId: (body as { authId: number }).authId,
    logIn: async () => {
      const answer = await guest.post('/api/auth/login', { email, password: PASSWORD });
      return (answer.body as { accessToken: string }).accessToken;
    },
  };
}

async function createDeal(rig: Rig): Promise<void> {
  const deal = {
    eventType: 'HOT_DEAL',
    eventDiscount: 20,
    eventDuration: 7,
    productIds: [await createProduct(rig.admin())],
  };
  await rig.admin().post('/api/event/create', { ...deal, startEventTime: new Date().toISOString() });
}
