import { createDeal } from '../../support/deals';
import { until } from '../../servers/until';
import { Customers } from '../rig/customers';
import type { Rig } from '../rig/rig';
import { SignalFollower } from '../rig/signal-follower';
import type { Scenario } from '../scenario';

const CROWD = 1_000;
/** the first of the crowd have a token and receive the signals of their own orders */
const OWNERS = 40;
/** the first of the owners reconnect without a token */
const WITHOUT_TOKEN = 10;
const CONNECTING = 100;
const SOON_MS = 700;
const LIMIT_MS = 20_000;
const MOST_NAMED = 10;
const [VICTIM, SURVIVOR] = [0, 1];

interface Shop {
  readonly rig: Rig;
  readonly crowd: readonly SignalFollower[];
  readonly customers: Customers;
  readonly product: number;
}

export const socketsCut: Scenario = {
  name: 'sockets-cut',
  promise: 'lets 1,000 clients miss no signal and receive nothing private of others when their instance is killed',
  async run(rig) {
    const product = await rig.stock(1_000);
    const crowd = Array.from({ length: CROWD }, (_, index) => {
      return new SignalFollower(rig.at(VICTIM).address, index < OWNERS ? rig.token(index + 1) : undefined);
    });
    const shop: Shop = { rig, crowd, customers: new Customers(rig), product };
    try {
      for (let first = 0; first < CROWD; first += CONNECTING) {
        await Promise.all(crowd.slice(first, first + CONNECTING).map((follower) => follower.connected()));
      }
      const broken: string[] = [];
      await cut(shop);
      const result = await rig.verify(shop.customers.log);
      broken.push(...(await missed(shop)), ...leaked(shop).slice(0, MOST_NAMED), ...result.broken);
      const caughtUp = crowd.reduce((sum, follower) => sum + follower.caughtUp, 0);
      if (caughtUp < CROWD) broken.push(`the fault did not happen: only ${caughtUp} signals were missed`);
      return { broken, figures: { ...result.figures, sockets: CROWD, 'caught up': caughtUp } };
    } finally {
      for (const follower of crowd) follower.disconnect();
    }
  },
};

/** Deals are created, open and end before, during and after the kill, while owners order. */
async function cut(shop: Shop): Promise<void> {
  const { rig, crowd } = shop;
  const before = await dealsAndOrders(shop, [VICTIM, SURVIVOR]);
  const during = dealsAndOrders(shop, [VICTIM, SURVIVOR]);
  rig.note(`${rig.at(VICTIM).name} killed with ${crowd.length} sockets`);
  await rig.at(VICTIM).kill();
  const missed = await dealsAndOrders(shop, [SURVIVOR]);
  for (const [index, follower] of crowd.entries()) {
    if (index < WITHOUT_TOKEN) follower.socket.auth = {};
    follower.moveTo(rig.at(SURVIVOR).address);
  }
  const made = [...before, ...(await during), ...missed];
  const connected = (): boolean => crowd.every(({ socket }) => socket.connected);
  await until(connected, { what: 'every socket is connected again', limitMs: LIMIT_MS });
  made.push(...(await dealsAndOrders(shop, [SURVIVOR])));
  for (const eventId of made.filter((_, index) => index % 3 === 0)) {
    await rig.admin(SURVIVOR).delete(`/api/event/${eventId}`);
  }
  const unopened = `SELECT COUNT(*) AS deals FROM hot_deals WHERE announced = 'CREATED'`;
  const allOpen = async (): Promise<boolean> => (await rig.query<{ deals: number }>(unopened))[0]?.deals === 0;
  await until(allOpen, { what: 'every deal has opened', limitMs: LIMIT_MS });
}

/** Creates deals, half of which open a moment later, and an order of every owner. Calls to the victim may fail. */
async function dealsAndOrders({ rig, customers, product }: Shop, instances: readonly number[]): Promise<number[]> {
  const buying = Array.from({ length: OWNERS }, (_, index) =>
    customers.buy(index + 1, product, instances[index % instances.length] as number),
  );
  const deals = Array.from({ length: 6 }, async (_, index) => {
    const startEventTime = new Date(Date.now() + (index % 2 === 0 ? SOON_MS : -SOON_MS)).toISOString();
    const admin = rig.admin(instances[index % instances.length]);
    return createDeal(admin, [product], { startEventTime }).catch(() => []);
  });
  const made = (await Promise.all(deals)).flat();
  await Promise.all(buying);
  return made;
}

async function missed({ rig, crowd }: Shop): Promise<string[]> {
  const rows = await rig.query<{ seq: number; what: string }>(
    `SELECT seq, CONCAT(kind, ' of ', event_id) AS what FROM hot_deal_signals ORDER BY seq`,
  );
  const whole = (follower: SignalFollower): boolean => follower.known.size >= rows.length;
  const limits = { what: 'every client knows every signal', limitMs: LIMIT_MS };
  const broken: string[] = [];
  await until(() => crowd.every(whole), limits).catch((late: Error) => broken.push(late.message));
  const wrong = crowd.filter(({ known, contradicted }) => {
    const same = rows.every(({ seq, what }) => known.get(seq) === what);
    return !same || known.size !== rows.length || contradicted.length > 0;
  });
  if (wrong.length > 0) broken.push(`${wrong.length} clients do not know exactly the ${rows.length} signals`);
  const kinds = new Set(rows.map(({ what }) => what.split(' ')[0]));
  if (kinds.size !== 3) broken.push(`the fault did not happen: there are only ${[...kinds].join()}`);
  return broken;
}

/** A private signal goes only to its owner, on a connection that has presented a token. */
function leaked({ crowd, customers }: Shop): string[] {
  const ownerOf = new Map(
    customers.log.attempts.flatMap(({ userId, calls }) =>
      calls.flatMap(({ orderId }) => (orderId === undefined ? [] : [[orderId, userId] as const])),
    ),
  );
  const broken: string[] = [];
  let privateSignals = 0;
  for (const [index, { received }] of crowd.entries()) {
    const reconnected = received.findLastIndex(({ event }) => event === 'connect');
    for (const [place, { event, payload }] of received.entries()) {
      if (event !== 'order-settled') continue;
      privateSignals++;
      const { orderId } = payload as { orderId: number };
      const owner = ownerOf.get(orderId) ?? index + 1;
      const leak = `client ${index} received a signal of order ${orderId}`;
      if (index >= OWNERS || owner !== index + 1) broken.push(leak);
      if (index < WITHOUT_TOKEN && place > reconnected) broken.push(`${leak} without a token`);
    }
  }
  if (privateSignals === 0) broken.push('the fault did not happen: no private signal was received');
  return broken;
}
