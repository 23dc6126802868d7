import { until } from '../../servers/until';
import { Visitors } from '../rig/visitors';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const UNITS = 200;
const SALE_LIMIT_MS = 30_000;
const COMPLETED_LIMIT_MS = 30_000;

export const redisGone: Scenario = {
  name: 'redis-gone',
  promise: 'sells every unit once, logs users in and out, and restarts while there is no Redis',
  async run(rig, length) {
    const limited = await rig.stock(UNITS * length);
    const endless = await rig.stock(1_000_000);
    await rig.redis.kill();
    rig.note('Redis is gone');
    await restart(rig);
    const { instances, random, query } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), query }, 2);
    const scarce = rig.buyers({ products: [limited], buyers: 20, cancelled: 0, larger: 0 });
    const others = rig.buyers({ products: [endless], buyers: 5, cancelled: 0.3 });
    const refused = (): boolean => scarce.log.attempts.some(({ calls }) => calls.at(-1)?.outcome === 'refused');
    await until(refused, { what: 'the product is sold out', limitMs: SALE_LIMIT_MS * length });
    const logs = [await scarce.stop(), await others.stop()];
    const broken = await visitors.stop();
    await until(async () => (await undecided(rig)) === 0, {
      what: 'every order is decided without Redis',
      limitMs: COMPLETED_LIMIT_MS,
    }).catch((late: Error) => broken.push(late.message));
    if (rig.redis.alive) broken.push('the fault did not happen: Redis is running');
    const result = await rig.verify(...logs);
    return { broken: [...result.broken, ...broken], figures: { ...result.figures, ...visitors.counts } };
  },
};

async function restart(rig: Rig): Promise<void> {
  const instance = rig.at(1);
  await instance.kill();
  await instance.start();
  rig.note(`${instance.name} was started without Redis`);
}

async function undecided(rig: Rig): Promise<number> {
  const [row] = await rig.query<{ open: number }>(`SELECT COUNT(*) AS open FROM orders WHERE status = 'ORDER_BEFORE'`);
  return row?.open ?? 0;
}
