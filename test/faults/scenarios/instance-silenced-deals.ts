import { randomUUID } from 'node:crypto';
import { requestDeal, daysAgo } from '../../support/deals';
import { SubscriberSocket } from '../../support/subscriber-socket';
import { setTrap } from '../rig/deaths';
import type { Armed } from '../rig/armed';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const LIMIT_MS = 30_000;
/** Three chunks of notifications for each product. */
const SUBSCRIBERS = 2_500;

interface Roles {
  readonly survivor: number;
  readonly victim: number;
}

interface Death {
  readonly where: Omit<Armed, 'action'>;
  /** whether the deal is there afterwards */
  readonly committed: boolean;
  /** whether people have subscribed to its product */
  readonly subscribed?: boolean;
}

const DEATHS: readonly Death[] = [
  { where: { point: 'published', about: 'event.hot-deal-created' }, committed: false },
  { where: { point: 'signal due' }, committed: true },
  { where: { point: 'signal sent' }, committed: true },
  { where: { point: 'notifications written', skip: 1 }, committed: true, subscribed: true },
];

interface Signal {
  readonly seq: number;
  readonly eventId: number;
}

/** Whoever creates a deal dies over it: there is a deal with its signal and its notifications, or nothing at all. */
export async function dealsOutliveTheirMaker(rig: Rig, roles: Roles): Promise<string[]> {
  const broken: string[] = [];
  const plain = await rig.stock(1);
  const subscribed = await rig.stock(1);
  await subscribe(rig, subscribed);
  const listener = new SubscriberSocket(rig.at(roles.survivor).address, {});
  await listener.connected();
  const deals: number[] = [];
  for (const death of DEATHS) {
    const product = death.subscribed === true ? subscribed : plain;
    const { eventId, complaints } = await dieOver(rig, roles, { ...death, product });
    broken.push(...complaints);
    deals.push(eventId);
  }
  broken.push(...(await signalsOf(rig, roles, { deals, listener })));
  await rig.settled().catch((late: Error) => broken.push(late.message));
  const written = await notificationsOf(rig, subscribed);
  if (written !== SUBSCRIBERS) broken.push(`${written} notifications for ${SUBSCRIBERS} subscribers`);
  listener.socket.disconnect();
  return broken;
}

/** The deal is asked for with a key, its maker dies, and the same is asked of the other. */
async function dieOver(
  rig: Rig,
  { survivor, victim }: Roles,
  { where, committed, product }: Death & { product: number },
): Promise<{ eventId: number; complaints: string[] }> {
  const complaints: string[] = [];
  const dying = rig.at(victim);
  const headers = { 'idempotency-key': randomUUID() };
  const deal = { productIds: [product], startEventTime: daysAgo(1) };
  const before = await dealsIn(rig);
  const trap = await setTrap(dying, { ...where, action: 'kill' });
  const unanswered = requestDeal(rig.admin(victim), deal, headers).catch(() => undefined);
  await trap.sprung();
  await unanswered;
  rig.note(`${dying.name} killed over a deal at: ${where.point}`);
  const made = (await dealsIn(rig)) - before;
  if (made !== (committed ? 1 : 0)) complaints.push(`killed at "${where.point}": ${made} deals were there`);
  const written = await notificationsOf(rig, product);
  if (where.point === 'notifications written' && (written === 0 || written >= SUBSCRIBERS)) {
    complaints.push(`the fault did not happen: ${written} notifications were written`);
  }
  const [reply] = await Promise.all([requestDeal(rig.admin(survivor), deal, headers), dying.start()]);
  const replayed = reply.headers.get('idempotent-replayed') === 'true';
  if (reply.status !== 201 || replayed !== committed) {
    complaints.push(`killed at "${where.point}", asked again: ${reply.status}${replayed ? ', replayed' : ''}`);
  }
  if ((await dealsIn(rig)) !== before + 1) complaints.push(`killed at "${where.point}": one key, several deals`);
  return { eventId: (reply.body as Signal).eventId, complaints };
}

/** Each deal has one signal, everybody who listens hears it, and who asks is answered the same. */
async function signalsOf(
  rig: Rig,
  { survivor, victim }: Roles,
  { deals, listener }: { deals: readonly number[]; listener: SubscriberSocket },
): Promise<string[]> {
  const broken: string[] = [];
  const heard = (): Signal[] => listener.of('new-hot-deal') as Signal[];
  const missing = (): number[] => deals.filter((eventId) => !heard().some((signal) => signal.eventId === eventId));
  await until(() => missing().length === 0, { what: 'everybody has heard of every deal', limitMs: LIMIT_MS }).catch(
    () => broken.push(`nobody was told of the deals ${missing().join(', ')}`),
  );
  for (const number of [survivor, victim]) {
    const { body } = await rig.admin(number).get('/api/event/signals?limit=100');
    const { items } = body as { items: Signal[] };
    for (const eventId of deals) {
      const ofDeal = items.filter((signal) => signal.eventId === eventId);
      if (ofDeal.length !== 1) broken.push(`deal ${eventId} has ${ofDeal.length} signals at ${rig.at(number).name}`);
    }
    const known = new Set(items.map(({ seq, eventId }) => `${seq} ${eventId}`));
    const untrue = heard().filter(({ seq, eventId }) => !known.has(`${seq} ${eventId}`));
    if (untrue.length > 0) broken.push(`signals of what is not there: ${JSON.stringify(untrue)}`);
  }
  return broken;
}

async function subscribe(rig: Rig, product: number): Promise<void> {
  await rig.ask('INSERT INTO subscriptions (user_id, product_id) VALUES ?', [
    Array.from({ length: SUBSCRIBERS }, (_, index) => [index + 1, product]),
  ]);
}

async function dealsIn(rig: Rig): Promise<number> {
  const [row] = await rig.ask<{ deals: number }>('SELECT COUNT(*) AS deals FROM hot_deals');
  return row?.deals ?? 0;
}

async function notificationsOf(rig: Rig, product: number): Promise<number> {
  const sql = 'SELECT COUNT(*) AS written FROM notifications WHERE product_id = ?';
  const [row] = await rig.ask<{ written: number }>(sql, [product]);
  return row?.written ?? 0;
}
