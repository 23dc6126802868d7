import { until } from '../../servers/until';
import { Visitors } from '../rig/visitors';
import type { Rig } from '../rig/rig';
import type { Scenario } from '../scenario';

const UNITS = 200;
const SALE_LIMIT_MS = 30_000;
const SETTLED_LIMIT_MS = 30_000;

export const redisGone: Scenario = {
  name: 'redis-gone',
  promise: 'sells every unit once, lets people in and out, and is started anew, though Redis is never there',
  async run(rig, length) {
    const limited = await rig.stock(UNITS * length);
    const endless = await rig.stock(1_000_000);
    await rig.redis.kill();
    rig.note('Redis is gone');
    await restart(rig);
    const { instances, random, ask } = rig;
    const visitors = await Visitors.open({ instances, random: random.fork(), ask }, 2);
    const bargain = rig.buyers({ products: [limited], buyers: 20, cancelled: 0, larger: 0 });
    const others = rig.buyers({ products: [endless], buyers: 5, cancelled: 0.3 });
    const refused = (): boolean => bargain.book.intentions.some(({ calls }) => calls.at(-1)?.outcome === 'refused');
    await until(refused, { what: 'the shelf is empty', limitMs: SALE_LIMIT_MS * length });
    const books = [await bargain.stop(), await others.stop()];
    const broken = await visitors.stop();
    await until(async () => (await unsettled(rig)) === 0, {
      what: 'every order is decided without Redis',
      limitMs: SETTLED_LIMIT_MS,
    }).catch((late: Error) => broken.push(late.message));
    if (rig.redis.alive) broken.push('the fault did not happen: Redis is there');
    const verdict = await rig.judge(...books);
    return { broken: [...verdict.broken, ...broken], figures: { ...verdict.figures, ...visitors.counts } };
  },
};

async function restart(rig: Rig): Promise<void> {
  const instance = rig.at(1);
  await instance.kill();
  await instance.start();
  rig.note(`${instance.name} was started without Redis`);
}

async function unsettled(rig: Rig): Promise<number> {
  const [row] = await rig.ask<{ open: number }>(`SELECT COUNT(*) AS open FROM orders WHERE status = 'ORDER_BEFORE'`);
  return row?.open ?? 0;
}
