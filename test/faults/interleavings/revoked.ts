import { callerAt } from '../../support/caller';
import { createProduct } from '../../support/products';
import { SubscriberSocket } from '../../support/subscriber-socket';
import { Book } from '../rig/book';
import { orderCall } from '../rig/calls';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Interleaving } from './interleaving';

const PASSWORD = 'password123';
const LIMIT_MS = 10_000;

/** Redis forgets everything right after a logout. */
export const flushedAfterALogout: Interleaving = {
  name: 'flushed after a logout',
  async run(rig) {
    const customer = await signUp(rig, 'flushed@example.com');
    const token = await customer.logIn();
    const me = (number: number) => callerAt(rig.at(number).address, token).get('/api/users/me');
    await Promise.all([me(0), me(1)]);
    const { status } = await callerAt(rig.at(0).address, token).post('/api/auth/logout', { password: PASSWORD });
    await rig.tellRedis('FLUSHALL');
    rig.note(`a logout (${status}), and Redis flushed behind it`);
    const statuses = (await Promise.all([me(0), me(1), me(0), me(1)])).map((answer) => answer.status);
    const kept = statuses.every((seen) => seen === 401);
    return { broken: kept ? [] : [`a revoked token opens the door again after a flush: ${statuses.join(', ')}`] };
  },
};

/** A connection that broke is restored, with a token that was revoked meanwhile. */
export const recoveredAfterALogout: Interleaving = {
  name: 'recovered after a logout',
  async run(rig) {
    const customer = await signUp(rig, 'recovered@example.com');
    const [lost, kept] = [await customer.logIn(), await customer.logIn()];
    const listener = new SubscriberSocket(rig.at(0).address, { auth: { token: lost }, reconnection: false });
    try {
      await listener.connected();
      await createDeal(rig);
      await listener.next('new-hot-deal');
      listener.socket.io.engine.close();
      await callerAt(rig.at(1).address, lost).post('/api/auth/logout', { password: PASSWORD });
      rig.note('a socket cut, its login ended, and the socket back with the token of that login');
      listener.socket.connect();
      await until(() => listener.socket.connected || listener.of('connect_error').length > 0, {
        what: 'an answer to the socket',
        limitMs: LIMIT_MS,
      });
      const product = await rig.stock(1);
      const book = new Book();
      const items = [{ productId: product, quantity: 1 }];
      const door = { address: rig.at(0).address, token: kept };
      book.open(customer.userId, items, undefined).calls.push(await orderCall(door, items, { prefer: 'wait=10' }));
      await rig.settled();
      const heard = listener.of('order-settled').length;
      return { books: [book], broken: heard === 0 ? [] : ['a socket whose login was ended hears what is private'] };
    } finally {
      listener.socket.disconnect();
    }
  },
};

async function signUp(rig: Rig, email: string) {
  const anybody = callerAt(rig.at(0).address, undefined);
  const { body } = await anybody.post('/api/auth/signup', { email, name: '홍길동', password: PASSWORD });
  return {
    userId: (body as { authId: number }).authId,
    logIn: async () => {
      const answer = await anybody.post('/api/auth/login', { email, password: PASSWORD });
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
