import { SubscriberSocket } from '../../support/subscriber-socket';
import { type Intention, orderOf } from '../rig/book';
import { Customers } from '../rig/customers';
import { setTrap } from '../rig/deaths';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';
import { dealsOutliveTheirMaker } from './instance-silenced-deals';

const OWNERS = 8;
const LIMIT_MS = 30_000;
/** Who is left to tell, and who dies. */
const [SURVIVOR, VICTIM] = [0, 1];

export const instanceSilenced: Scenario = {
  name: 'instance-silenced',
  promise: 'tells owners, everybody and subscribers of what is committed, though the instance that did it is dead',
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < length; round++) {
      broken.push(...(await ownersAreTold(rig, customers)));
      broken.push(...(await dealsOutliveTheirMaker(rig, { survivor: SURVIVOR, victim: VICTIM })));
    }
    const verdict = await rig.judge(customers.book);
    return { ...verdict, broken: [...broken, ...verdict.broken] };
  },
};

/** The orders are settled, and whoever settled them dies before it tells; others tell, and the orders can be asked for. */
async function ownersAreTold(rig: Rig, customers: Customers): Promise<string[]> {
  const broken: string[] = [];
  const product = await rig.stock(OWNERS / 2);
  const owners = await Promise.all(Array.from({ length: OWNERS }, (_, index) => ownerAt(rig, index + 1)));
  const trap = await setTrap(rig.at(VICTIM), { point: 'owner told', action: 'kill' });
  const orders = owners.map(({ userId }) => customers.wants(userId, product));
  const asked = Promise.all(orders.map((order) => customers.asks(order, VICTIM)));
  await trap.sprung();
  await asked;
  const [settled] = await rig.ask<{ orders: number }>(
    `SELECT COUNT(*) AS orders FROM orders JOIN order_items ON order_items.order_id = orders.order_id
     WHERE product_id = ? AND status <> 'ORDER_BEFORE'`,
    [product],
  );
  const told = owners.filter(({ listener }) => listener.of('order-settled').length > 0).length;
  rig.note(`${rig.at(VICTIM).name} killed with ${settled?.orders ?? 0} orders settled, ${told} owners told`);
  if (told >= (settled?.orders ?? 0)) broken.push('the fault did not happen: no owner of a settled order was untold');
  const reborn = rig.at(VICTIM).start();
  await Promise.all(orders.map((order) => customers.knows(order, SURVIVOR)));
  const complaints = owners.map((owner, index) => untold(rig, owner, orderOf(orders[index] as Intention)));
  broken.push(...(await Promise.all(complaints)).flat());
  await reborn;
  return broken;
}

interface Owner {
  readonly userId: number;
  readonly listener: SubscriberSocket;
}

async function untold(rig: Rig, { userId, listener }: Owner, orderId: number | undefined): Promise<string[]> {
  const heard = (): Told[] => (listener.of('order-settled') as Told[]).filter((one) => one.orderId === orderId);
  const what = `owner ${userId} is told`;
  const late = await until(() => heard().length > 0, { what, limitMs: LIMIT_MS }).catch((error: Error) => error);
  listener.socket.disconnect();
  if (late !== undefined) return [late.message];
  const { body } = await rig.buyer(userId, SURVIVOR).get(`/api/orders/${orderId}`);
  const isTrue = heard().every(({ status }) => status === (body as Told).status);
  return isTrue ? [] : [`owner ${userId} was told what is not so`];
}

interface Told {
  readonly orderId: number;
  readonly status: string;
}

async function ownerAt(rig: Rig, userId: number): Promise<Owner> {
  const listener = new SubscriberSocket(rig.at(SURVIVOR).address, { auth: { token: rig.token(userId) } });
  await listener.connected();
  return { userId, listener };
}
