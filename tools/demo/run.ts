// One run of the demo, from the products to the table.
import { openShop, type Shop, ShopError } from '@hotdeal/client';
import type { Session } from '../session';
import { LauncherError, messageOf, print } from '../terminal';
import { visitAsAdministrator } from './administrator';
import { type Buyer, BuyerAccounts } from './buyers';
import { findOrCreateProducts } from './catalogue';
import { cleanUp } from './cleanup';
import { assertBestDeal, type Deal, endOpenDeal, openDeal } from './deal';
import { DemoState } from './demo-state';
import { areOrdersToBePaid, paidFor, payAll } from './payments';
import { ordersOfSale, type PlacedOrder } from './placed-orders';
import { withProgressBar } from './progress-bar';
import { type Check, missedOutcomes, reconcile } from './reconciliation';
import { printReport } from './report';
import { sell } from './sale';
import { request, withRetries } from './shop-access';
import { Subscribers } from './subscribers';

const UNITS = 100;
const ORDERS = 1_000;
/** The shop limits the sockets of one user. */
const SOCKETS_PER_ACCOUNT = 2;
const SIGNAL_LIMIT_MS = 10_000;

interface Demo {
  readonly origin: string;
  readonly dataFolder: string;
  readonly session: Session;
  /** in the deal */
  readonly products: number;
  /** that place the orders */
  readonly accounts: number;
  /** leaves what it made in the shop */
  readonly keep: boolean;
}

/** @returns the exit code */
export async function runDemo(demo: Demo): Promise<number> {
  try {
    await assertReady(demo.origin);
    const isPaying = await areOrdersToBePaid(demo.origin);
    printPlan(demo, isPaying);
    return await sellOut(demo, isPaying);
  } catch (failure) {
    if (!(failure instanceof ShopError)) throw failure;
    const { instance, detail } = failure.problem;
    throw new LauncherError(`${instance} returned ${failure.status} ${failure.code}. ${detail}`);
  }
}

async function sellOut(demo: Demo, isPaying: boolean): Promise<number> {
  const { origin, dataFolder, session, products, accounts, keep } = demo;
  const state = new DemoState(dataFolder, origin);
  const admin = await visitAsAdministrator(origin, dataFolder);
  const subscribers = new Subscribers();
  const buyerAccounts = new BuyerAccounts(origin, state);
  session.onEnd(() => (keep ? endOpenDeal(admin, state) : cleanUp(admin, state, buyerAccounts)));
  session.onEnd(() => subscribers.close());
  await endOpenDeal(admin, state);

  const productIds = await withProgressBar('Demo products', products, (advance) =>
    findOrCreateProducts(admin, state, { count: products, origin }, advance),
  );
  const [productId = 0] = productIds;
  const buyers = await withProgressBar('Accounts logged in', accounts, (advance) =>
    buyerAccounts.logIn(accounts, advance),
  );
  const sockets = accounts * SOCKETS_PER_ACCOUNT;
  await withProgressBar('Sockets connected', sockets, (advance) =>
    subscribers.connect(origin, buyers, sockets, advance),
  );
  await setStock(admin, productId);

  const deal = await announceDeal(admin, state, { productIds, subscribers });
  const sale = await withProgressBar(`Orders for ${UNITS} units`, ORDERS, (advance) =>
    sell(buyers, { productId, orders: ORDERS }, advance),
  );

  const orders = await (isPaying ? payForAll(buyers, productId) : ordersOfSale(buyers, productId));
  await subscribers.waitUntil(() => missedOutcomes(subscribers.all, orders) === 0, SIGNAL_LIMIT_MS);
  const record = {
    ...{ units: UNITS, unitsLeft: await unitsOf(admin, productId), products },
    ...{ deal, outcomes: sale.outcomes, orders },
    subscribers: subscribers.all,
    ...(isPaying && { paid: await paidFor(orders, dataFolder) }),
  };
  const checks = reconcile(record);
  printReport({ sale, record, checks, accounts });
  return printVerdict(checks);
}

/** Every buyer who got a unit pays for it. */
async function payForAll(buyers: readonly Buyer[], productId: number): Promise<readonly PlacedOrder[]> {
  const placed = await ordersOfSale(buyers, productId);
  const reserved = placed.filter(({ status }) => status === 'ORDER_PENDING');
  await withProgressBar('Orders paid', reserved.length, (advance) => payAll(buyers, reserved, advance));
  return ordersOfSale(buyers, productId);
}

async function announceDeal(
  admin: Shop,
  state: DemoState,
  { productIds, subscribers }: { readonly productIds: readonly number[]; readonly subscribers: Subscribers },
): Promise<Deal> {
  const deal = await openDeal(admin, state, productIds);
  await subscribers.waitUntil(() => subscribers.all.every(({ deals }) => deals.has(deal.eventId)), SIGNAL_LIMIT_MS);
  await assertBestDeal(admin, deal, productIds[0] ?? 0);
  return deal;
}

function printPlan({ origin, products, accounts, keep }: Demo, isPaying: boolean): void {
  const count = products.toLocaleString('en');
  const end = keep
    ? 'ends the deal; the products, accounts and orders stay (a run without --keep deletes them)'
    : 'ends the deal, cancels the orders, closes the accounts and deletes the products; --keep leaves them';
  print(`The demo on ${origin}
  1. creates ${count} demo products in the category OTHER, and ${accounts} accounts
  2. opens a deal over these products, and sends ${ORDERS.toLocaleString('en')} orders for ${UNITS} units of one of them
  3. ${isPaying ? 'pays for every unit at the payment simulator, and compares what was sold, answered and paid' : 'compares what was sold with what every buyer was answered'}
  4. ${end}
Until then its products are the newest ones of the shop. Ctrl-C stops it${keep ? '' : ', and cleans up'}.
`);
}

function printVerdict(checks: readonly Check[]): number {
  const broken = checks.filter(({ expected, actual }) => actual !== expected);
  if (broken.length === 0) {
    print('\nExact: every unit was sold once, and every buyer got the right answer.');
    return 0;
  }
  const lines = broken.map(({ what, expected, actual }) => `  ${what}: ${actual}, expected ${expected}`);
  console.error(`\nNot exact:\n${lines.join('\n')}`);
  return 1;
}

async function assertReady(origin: string): Promise<void> {
  const { api } = openShop({ baseUrl: origin });
  const { response } = await withRetries(() => api.GET('/health/ready')).catch((failure: unknown) => {
    throw new LauncherError(
      `No shop answers at ${origin} (${messageOf(failure)})\n` +
        'Start one with `npm start`, or name another one: npm run demo -- --url http://host:port',
    );
  });
  if (!response.ok)
    throw new LauncherError(`The shop is not ready: ${origin}/health/ready returns ${response.status}.`);
}

async function setStock(admin: Shop, productId: number): Promise<void> {
  const params = { path: { productId }, query: { quantity: UNITS } };
  await request(() => admin.api.POST('/api/stocks/product/{productId}/reset', { params }));
  const units = await unitsOf(admin, productId);
  if (units === UNITS) return;
  throw new LauncherError(`The stock of product ${productId} was set to ${UNITS}, but it is ${units}.`);
}

async function unitsOf(admin: Shop, productId: number): Promise<number> {
  const params = { path: { productId } };
  return (await request(() => admin.api.GET('/api/stocks/product/{productId}', { params }))).quantity;
}
