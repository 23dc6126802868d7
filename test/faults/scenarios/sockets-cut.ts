import { createDeal } from '../../support/deals';
import { until } from '../../servers/until';
import { Customers } from '../rig/customers';
import type { Rig } from '../rig/rig';
import { SignalFollower } from '../rig/signal-follower';
import type { Scenario } from '../scenario';

const CROWD = 1_000;
/** the first of them listen for their own orders too */
const OWNERS = 40;
/** and the first of those come back as nobody in particular */
const FORGETFUL = 10;
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

export const listenersCut: Scenario = {
  name: 'listeners-cut',
  promise: 'lets a thousand listeners miss no signal and hear nothing private of others when their instance is killed',
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
      const verdict = await rig.judge(shop.customers.book);
      broken.push(...(await missed(shop)), ...leaked(shop).slice(0, MOST_NAMED), ...verdict.broken);
      const caughtUp = crowd.reduce((sum, follower) => sum + follower.caughtUp, 0);
      if (caughtUp < CROWD) broken.push(`the fault did not happen: only ${caughtUp} signals were missed`);
      return { broken, figures: { ...verdict.figures, listeners: CROWD, 'caught up': caughtUp } };
    } finally {
      for (const follower of crowd) follower.leave();
    }
  },
};

/** Deals are made, open and end before, during and after the death; buyers buy all the time. */
async function cut(shop: Shop): Promise<void> {
  const { rig, crowd } = shop;
  const before = await news(shop, [VICTIM, SURVIVOR]);
  const during = news(shop, [VICTIM, SURVIVOR]);
  rig.note(`${rig.at(VICTIM).name} killed beside ${crowd.length} listeners`);
  await rig.at(VICTIM).kill();
  const missed = await news(shop, [SURVIVOR]);
  for (const [index, follower] of crowd.entries()) {
    if (index < FORGETFUL) follower.socket.auth = {};
    follower.moveTo(rig.at(SURVIVOR).address);
  }
  const made = [...before, ...(await during), ...missed];
  const connected = (): boolean => crowd.every(({ socket }) => socket.connected);
  await until(connected, { what: 'everybody is connected again', limitMs: LIMIT_MS });
  made.push(...(await news(shop, [SURVIVOR])));
  for (const eventId of made.filter((_, index) => index % 3 === 0)) {
    await rig.admin(SURVIVOR).delete(`/api/event/${eventId}`);
  }
  const unopened = `SELECT COUNT(*) AS deals FROM hot_deals WHERE announced = 'CREATED'`;
  const allOpen = async (): Promise<boolean> => (await rig.ask<{ deals: number }>(unopened))[0]?.deals === 0;
  await until(allOpen, { what: 'every deal has opened', limitMs: LIMIT_MS });
}

/** Some deals, of which half open only soon, and an order of every owner; what is asked of the dying may be lost. */
async function news({ rig, customers, product }: Shop, doors: readonly number[]): Promise<number[]> {
  const buying = Array.from({ length: OWNERS }, (_, index) =>
    customers.buys(index + 1, product, doors[index % doors.length] as number),
  );
  const deals = Array.from({ length: 6 }, async (_, index) => {
    const startEventTime = new Date(Date.now() + (index % 2 === 0 ? SOON_MS : -SOON_MS)).toISOString();
    const admin = rig.admin(doors[index % doors.length]);
    return createDeal(admin, [product], { startEventTime }).catch(() => []);
  });
  const made = (await Promise.all(deals)).flat();
  await Promise.all(buying);
  return made;
}

async function missed({ rig, crowd }: Shop): Promise<string[]> {
  const rows = await rig.ask<{ seq: number; what: string }>(
    `SELECT seq, CONCAT(kind, ' of ', event_id) AS what FROM hot_deal_signals ORDER BY seq`,
  );
  const whole = (follower: SignalFollower): boolean => follower.known.size >= rows.length;
  const everybody = { what: 'everybody knows every signal', limitMs: LIMIT_MS };
  const broken: string[] = [];
  await until(() => crowd.every(whole), everybody).catch((late: Error) => broken.push(late.message));
  const wrong = crowd.filter(({ known, contradicted }) => {
    const same = rows.every(({ seq, what }) => known.get(seq) === what);
    return !same || known.size !== rows.length || contradicted.length > 0;
  });
  if (wrong.length > 0) broken.push(`${wrong.length} listeners do not know just the ${rows.length} signals`);
  const kinds = new Set(rows.map(({ what }) => what.split(' ')[0]));
  if (kinds.size !== 3) broken.push(`the fault did not happen: there are only ${[...kinds].join()}`);
  return broken;
}

/** What is private is heard by its owner alone, who has shown his token on that very connection. */
function leaked({ crowd, customers }: Shop): string[] {
  const ownerOf = new Map(
    customers.book.intentions.flatMap(({ userId, calls }) =>
      calls.flatMap(({ orderId }) => (orderId === undefined ? [] : [[orderId, userId] as const])),
    ),
  );
  const broken: string[] = [];
  let told = 0;
  for (const [index, { received }] of crowd.entries()) {
    const back = received.findLastIndex(({ event }) => event === 'connect');
    for (const [place, { event, payload }] of received.entries()) {
      if (event !== 'order-settled') continue;
      told++;
      const { orderId } = payload as { orderId: number };
      const owner = ownerOf.get(orderId) ?? index + 1;
      if (index >= OWNERS || owner !== index + 1) broken.push(`listener ${index} heard of order ${orderId}`);
      if (index < FORGETFUL && place > back) broken.push(`listener ${index} heard of order ${orderId} without a token`);
    }
  }
  if (told === 0) broken.push('the fault did not happen: nobody was told anything private');
  return broken;
}
