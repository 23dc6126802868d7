import { SubscriberSocket } from '../../support/subscriber-socket';
import { type PurchaseAttempt, orderOf } from '../rig/call-log';
import { Customers } from '../rig/customers';
import { expectFault } from '../rig/expected-fault';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';
import type { Scenario } from '../scenario';
import { dealsSurviveTheirCreator } from './instance-silenced-deals';

const OWNERS = 8;
const LIMIT_MS = 30_000;
const [SURVIVOR, VICTIM] = [0, 1];

export const instanceSilenced: Scenario = {
  name: 'instance-silenced',
  promise: 'signals owners, all clients and subscribers when the instance that committed the change is dead',
  async run(rig, length) {
    const customers = new Customers(rig);
    const broken: string[] = [];
    for (let round = 0; round < length; round++) {
      broken.push(...(await ownersGetSignals(rig, customers)));
      broken.push(...(await dealsSurviveTheirCreator(rig, { survivor: SURVIVOR, victim: VICTIM })));
    }
    const result = await rig.verify(customers.log);
    return { ...result, broken: [...broken, ...result.broken] };
  },
};

/** The instance that completed the orders dies before it sends their signals, so another one sends them. */
async function ownersGetSignals(rig: Rig, customers: Customers): Promise<string[]> {
  const broken: string[] = [];
  const product = await rig.stock(OWNERS / 2);
  const owners = await Promise.all(Array.from({ length: OWNERS }, (_, index) => ownerAt(rig, index + 1)));
  const fault = await expectFault(rig.at(VICTIM), { point: 'owner signal due', action: 'kill' });
  const orders = owners.map(({ userId }) => customers.plan(userId, product));
  const answered = Promise.all(orders.map((order) => customers.order(order, VICTIM)));
  await fault.happened();
  await answered;
  const [completed] = await rig.query<{ orders: number }>(
    `SELECT COUNT(*) AS orders FROM orders JOIN order_items ON order_items.order_id = orders.order_id
     WHERE product_id = ? AND status <> 'ORDER_BEFORE'`,
    [product],
  );
  const sent = owners.filter(({ socket }) => socket.of('order-settled').length > 0).length;
  const count = completed?.orders ?? 0;
  rig.note(`${rig.at(VICTIM).name} killed with ${count} orders completed and ${sent} signals sent`);
  if (sent >= count) broken.push('the fault did not happen: every owner of a completed order had a signal');
  const restarted = rig.at(VICTIM).start();
  await Promise.all(orders.map((order) => customers.orderUntilKnown(order, SURVIVOR)));
  const complaints = owners.map((owner, index) => missingSignal(rig, owner, orderOf(orders[index] as PurchaseAttempt)));
  broken.push(...(await Promise.all(complaints)).flat());
  await restarted;
  return broken;
}

interface Owner {
  readonly userId: number;
  readonly socket: SubscriberSocket;
}

async function missingSignal(rig: Rig, { userId, socket }: Owner, orderId: number | undefined): Promise<string[]> {
  const received = (): Outcome[] => (socket.of('order-settled') as Outcome[]).filter((one) => one.orderId === orderId);
  const what = `a signal for owner ${userId}`;
  const late = await until(() => received().length > 0, { what, limitMs: LIMIT_MS }).catch((error: Error) => error);
  socket.socket.disconnect();
  if (late !== undefined) return [late.message];
  const { body } = await rig.buyer(userId, SURVIVOR).get(`/api/orders/${orderId}`);
  const isTrue = received().every(({ status }) => status === (body as Outcome).status);
  return isTrue ? [] : [`owner ${userId} received a wrong status`];
}

interface Outcome {
  readonly orderId: number;
  readonly status: string;
}

async function ownerAt(rig: Rig, userId: number): Promise<Owner> {
  const socket = new SubscriberSocket(rig.at(SURVIVOR).address, { auth: { token: rig.token(userId) } });
  await socket.connected();
  return { userId, socket };
}
