import { callerAt } from '../../support/caller';
import type { Book } from '../rig/book';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';
import { rush, timesTold } from './overload-rush';

const CONNECTIONS = 500;
const LIMIT_MS = 20_000;
const QUEUE_FULL = '503 SERVICE_UNAVAILABLE';
const LIMITED = '429 TOO_MANY_REQUESTS';
const OWNER = { email: 'owner@example.com', name: '홍길동', password: 'password123' };

export const overloadLogins: Scenario = {
  name: 'overload-logins',
  promise: 'refuses a flood of logins quickly, by the limits and without them, while others order and log in',
  rig: { instances: 1, variables: { DB_POOL: '5' } },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const broken: string[] = [];
    const books: Book[] = [];
    const figures = { 'logins refused by the queue': 0, 'logins refused by the limits': 0 };
    await comesIn(rig, 'signup');
    for (let round = 0; round < length; round++) {
      const unlimited = await rush(rig, products, { connections: CONNECTIONS, kinds: ['login'] });
      const refused = timesTold(unlimited.flooded, QUEUE_FULL);
      if (refused === 0) broken.push('the fault did not happen: the queue of passwords was never full');
      await limit(rig, '1');
      let hasComeIn = false;
      const limited = await rush(rig, products, { connections: CONNECTIONS, kinds: ['login'] }, async () => {
        hasComeIn = await comesIn(rig, 'login');
      });
      const stopped = timesTold(limited.flooded, LIMITED);
      if (stopped === 0) broken.push('the fault did not happen: no login met a limit');
      if (!hasComeIn) broken.push('somebody elsewhere could not log in meanwhile');
      await limit(rig, '1000');
      for (const { acknowledged, ...left } of [unlimited, limited]) {
        if (acknowledged === 0) broken.push('nobody could order meanwhile');
        broken.push(...left.broken);
        books.push(...left.books);
      }
      figures['logins refused by the queue'] += refused;
      figures['logins refused by the limits'] += stopped;
    }
    const verdict = await rig.judge(...books);
    return { broken: [...broken, ...verdict.broken], figures: { ...verdict.figures, ...figures } };
  },
};

async function limit(rig: Rig, scale: string): Promise<void> {
  const instance = rig.at(0);
  await instance.terminate();
  await instance.start({ RATE_LIMIT_SCALE: scale });
  rig.note(`the limits are multiplied by ${scale}`);
}

/** From another address than the crowd; who is told to come again does so. Answers whether it came in. */
async function comesIn(rig: Rig, door: 'signup' | 'login'): Promise<boolean> {
  const { email, password } = OWNER;
  const owner = callerAt(rig.at(0).address, undefined);
  const tries = async (): Promise<boolean> => {
    const { status } = await owner.post(`/api/auth/${door}`, door === 'signup' ? OWNER : { email, password });
    return status === 200 || status === 201;
  };
  return until(tries, { what: door, limitMs: LIMIT_MS }).then(
    () => true,
    () => false,
  );
}
