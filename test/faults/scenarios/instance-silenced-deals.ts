import { randomUUID } from 'node:crypto';
import { requestDeal, daysAgo } from '../../support/deals';
import { SubscriberSocket } from '../../support/subscriber-socket';
import { expectFault } from '../rig/expected-fault';
import type { PointFault } from '../rig/fault-points';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const LIMIT_MS = 30_000;
/** Three chunks of notifications for each product. */
const SUBSCRIBERS = 2_500;

interface Roles {
  readonly survivor: number;
  readonly victim: number;
}

interface Crash {
  readonly where: Omit<PointFault, 'action'>;
  /** whether the deal exists afterwards */
  readonly committed: boolean;
  /** whether users have subscribed to its product */
  readonly subscribed?: boolean;
}

const CRASHES: readonly Crash[] = [
  { where: { point: 'events published', containing: 'event.hot-deal-created' }, committed: false },
  { where: { point: 'signal due' }, committed: true },
  { where: { point: 'signal sent' }, committed: true },
  { where: { point: 'notifications written', skip: 1 }, committed: true, subscribed: true },
];

interface Signal {
  readonly seq: number;
  readonly eventId: number;
}

/** When an instance dies while it creates a deal, the deal exists with its signal and notifications, or not at all. */
export async function dealsSurviveTheirCreator(rig: Rig, roles: Roles): Promise<string[]> {
  const broken: string[] = [];
  const plain = await rig.stock(1);
  const subscribed = await rig.stock(1);
  await subscribe(rig, subscribed);
  const socket = new SubscriberSocket(rig.at(roles.survivor).address, {});
  await socket.connected();
  const deals: number[] = [];
  for (const crash of CRASHES) {
    const product = crash.subscribed === true ? subscribed : plain;
    const { eventId, complaints } = await crashDuring(rig, roles, { ...crash, product });
    broken.push(...complaints);
    deals.push(eventId);
  }
  broken.push(...(await signalsOf(rig, roles, { deals, socket })));
  await rig.completed().catch((late: Error) => broken.push(late.message));
  const written = await notificationsOf(rig, subscribed);
  if (written !== SUBSCRIBERS) broken.push(`${written} notifications for ${SUBSCRIBERS} subscribers`);
  socket.socket.disconnect();
  return broken;
}

/** Creates the deal with a key on an instance that dies, and repeats the request on the other one. */
async function crashDuring(
  rig: Rig,
  { survivor, victim }: Roles,
  { where, committed, product }: Crash & { product: number },
): Promise<{ eventId: number; complaints: string[] }> {
  const complaints: string[] = [];
  const dying = rig.at(victim);
  const headers = { 'idempotency-key': randomUUID() };
  const deal = { productIds: [product], startEventTime: daysAgo(1) };
  const before = await dealsIn(rig);
  const fault = await expectFault(dying, { ...where, action: 'kill' });
  const unanswered = requestDeal(rig.admin(victim), deal, headers).catch(() => undefined);
  await fault.happened();
  await unanswered;
  rig.note(`${dying.name} killed with a deal at: ${where.point}`);
  const made = (await dealsIn(rig)) - before;
  if (made !== (committed ? 1 : 0)) complaints.push(`killed at "${where.point}": ${made} deals exist`);
  const written = await notificationsOf(rig, product);
  if (where.point === 'notifications written' && (written === 0 || written >= SUBSCRIBERS)) {
    complaints.push(`the fault did not happen: ${written} notifications were written`);
  }
  const [reply] = await Promise.all([requestDeal(rig.admin(survivor), deal, headers), dying.start()]);
  const replayed = reply.headers.get('idempotent-replayed') === 'true';
  if (reply.status !== 201 || replayed !== committed) {
    complaints.push(`killed at "${where.point}", repeated: ${reply.status}${replayed ? ', replayed' : ''}`);
  }
  if ((await dealsIn(rig)) !== before + 1) complaints.push(`killed at "${where.point}": one key, several deals`);
  return { eventId: (reply.body as Signal).eventId, complaints };
}

/** Each deal has one signal, which the socket receives and the API lists. */
async function signalsOf(
  rig: Rig,
  { survivor, victim }: Roles,
  { deals, socket }: { deals: readonly number[]; socket: SubscriberSocket },
): Promise<string[]> {
  const broken: string[] = [];
  const received = (): Signal[] => socket.of('new-hot-deal') as Signal[];
  const missing = (): number[] => deals.filter((eventId) => !received().some((signal) => signal.eventId === eventId));
  await until(() => missing().length === 0, { what: 'a signal of every deal', limitMs: LIMIT_MS }).catch(() =>
    broken.push(`no signal of the deals ${missing().join(', ')}`),
  );
  for (const number of [survivor, victim]) {
    const { body } = await rig.admin(number).get('/api/event/signals?limit=100');
    const { items } = body as { items: Signal[] };
    for (const eventId of deals) {
      const ofDeal = items.filter((signal) => signal.eventId === eventId);
      if (ofDeal.length !== 1) broken.push(`deal ${eventId} has ${ofDeal.length} signals at ${rig.at(number).name}`);
    }
    const known = new Set(items.map(({ seq, eventId }) => `${seq} ${eventId}`));
    const untrue = received().filter(({ seq, eventId }) => !known.has(`${seq} ${eventId}`));
    if (untrue.length > 0) broken.push(`signals of deals that do not exist: ${JSON.stringify(untrue)}`);
  }
  return broken;
}

async function subscribe(rig: Rig, product: number): Promise<void> {
  await rig.query('INSERT INTO subscriptions (user_id, product_id) VALUES ?', [
    Array.from({ length: SUBSCRIBERS }, (_, index) => [index + 1, product]),
  ]);
}

async function dealsIn(rig: Rig): Promise<number> {
  const [row] = await rig.query<{ deals: number }>('SELECT COUNT(*) AS deals FROM hot_deals');
  return row?.deals ?? 0;
}

async function notificationsOf(rig: Rig, product: number): Promise<number> {
  const sql = 'SELECT COUNT(*) AS written FROM notifications WHERE product_id = ?';
  const [row] = await rig.query<{ written: number }>(sql, [product]);
  return row?.written ?? 0;
}
