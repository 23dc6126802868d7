import { callerAt } from '../../support/caller';
import type { CallLog } from '../rig/call-log';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';
import { countOf, rush } from './overload-rush';

const CONNECTIONS = 500;
const LIMIT_MS = 20_000;
const QUEUE_FULL = '503 SERVICE_UNAVAILABLE';
const LIMITED = '429 TOO_MANY_REQUESTS';
const OWNER = { email: 'owner@example.com', name: '홍길동', password: 'password123' };

export const overloadLogins: Scenario = {
  name: 'overload-logins',
  promise: 'refuses a flood of logins quickly, with the limits and without them, while other users order and log in',
  rig: { instances: 1, variables: { DB_POOL: '5' } },
  async run(rig, length) {
    const products = [await rig.stock(1_000_000)];
    const broken: string[] = [];
    const logs: CallLog[] = [];
    const figures = { 'logins refused by the queue': 0, 'logins refused by the limits': 0 };
    await succeeds(rig, 'signup');
    for (let round = 0; round < length; round++) {
      const unlimited = await rush(rig, products, { connections: CONNECTIONS, kinds: ['login'] });
      const refused = countOf(unlimited.flood, QUEUE_FULL);
      if (refused === 0) broken.push('the fault did not happen: the queue of passwords was never full');
      await limit(rig, '1');
      let hasLoggedIn = false;
      const limited = await rush(rig, products, { connections: CONNECTIONS, kinds: ['login'] }, async () => {
        hasLoggedIn = await succeeds(rig, 'login');
      });
      const stopped = countOf(limited.flood, LIMITED);
      if (stopped === 0) broken.push('the fault did not happen: no login exceeded a limit');
      if (!hasLoggedIn) broken.push('a user at another address could not log in meanwhile');
      await limit(rig, '1000');
      for (const { confirmed, ...left } of [unlimited, limited]) {
        if (confirmed === 0) broken.push('no order was confirmed meanwhile');
        broken.push(...left.broken);
        logs.push(...left.logs);
      }
      figures['logins refused by the queue'] += refused;
      figures['logins refused by the limits'] += stopped;
    }
    const result = await rig.verify(...logs);
    return { broken: [...broken, ...result.broken], figures: { ...result.figures, ...figures } };
  },
};

async function limit(rig: Rig, scale: string): Promise<void> {
  const instance = rig.at(0);
  await instance.terminate();
  await instance.start({ RATE_LIMIT_SCALE: scale });
  rig.note(`the limits are multiplied by ${scale}`);
}

/** Sends the request from another address than the crowd, and repeats it while it is refused. */
async function succeeds(rig: Rig, route: 'signup' | 'login'): Promise<boolean> {
  const { email, password } = OWNER;
  const owner = callerAt(rig.at(0).address, undefined);
  const attempt = async (): Promise<boolean> => {
    const { status } = await owner.post(`/api/auth/${route}`, route === 'signup' ? OWNER : { email, password });
    return status === 200 || status === 201;
  };
  return until(attempt, { what: route, limitMs: LIMIT_MS }).then(
    () => true,
    () => false,
  );
}
