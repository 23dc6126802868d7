// One run of the demo, from the products to the table.
import { openShop, type Shop, ShopError } from '@hotdeal/client';
import type { Session } from '../session';
import { LauncherError, messageOf, print } from '../terminal';
import { visitAsAdministrator } from './administrator';
import { logInBuyers } from './buyers';
import { findOrCreateProducts } from './catalogue';
import { assertBestDeal, endOpenDeal, openDeal } from './deal';
import { DemoState } from './demo-state';
import { ordersOfSale } from './placed-orders';
import { withProgressBar } from './progress-bar';
import { type Check, missedOutcomes, reconcile } from './reconciliation';
import { printReport } from './report';
import { sell } from './sale';
import { request, withRetries } from './shop-access';
import { Subscribers } from './subscribers';

const PRODUCTS = 10_000;
const UNITS = 100;
const ORDERS = 1_000;
const ACCOUNTS = 100;
const SOCKETS = 200;
const SIGNAL_LIMIT_MS = 10_000;

interface Demo {
  readonly origin: string;
  readonly dataFolder: string;
  readonly session: Session;
}

/** @returns the exit code */
export async function runDemo(demo: Demo): Promise<number> {
  try {
    return await sellOut(demo);
  } catch (failure) {
    if (!(failure instanceof ShopError)) throw failure;
    const { instance, detail } = failure.problem;
    throw new LauncherError(`${instance} returned ${failure.status} ${failure.code}. ${detail}`);
  }
}

async function sellOut({ origin, dataFolder, session }: Demo): Promise<number> {
  await assertReady(origin);
  const state = new DemoState(dataFolder, origin);
  const admin = await visitAsAdministrator(origin, dataFolder);
  const subscribers = new Subscribers();
  session.onEnd(() => endOpenDeal(admin, state));
  session.onEnd(() => subscribers.close());
  await endOpenDeal(admin, state);

  const productIds = await withProgressBar('Products', PRODUCTS, (advance) =>
    findOrCreateProducts(admin, state, PRODUCTS, advance),
  );
  const [productId = 0] = productIds;
  const buyers = await withProgressBar('Accounts logged in', ACCOUNTS, (advance) =>
    logInBuyers(origin, state, ACCOUNTS, advance),
  );
  await withProgressBar('Sockets connected', SOCKETS, (advance) =>
    subscribers.connect(origin, buyers, SOCKETS, advance),
  );
  await setStock(admin, productId);

  const deal = await openDeal(admin, state, productIds);
  await subscribers.waitUntil(() => subscribers.all.every(({ deals }) => deals.has(deal.eventId)), SIGNAL_LIMIT_MS);
  await assertBestDeal(admin, deal, productId);
  const sale = await withProgressBar(`Orders for ${UNITS} units`, ORDERS, (advance) =>
    sell(buyers, { productId, orders: ORDERS }, advance),
  );

  const orders = await ordersOfSale(buyers, productId);
  await subscribers.waitUntil(() => missedOutcomes(subscribers.all, orders) === 0, SIGNAL_LIMIT_MS);
  const record = {
    units: UNITS,
    unitsLeft: await unitsOf(admin, productId),
    products: PRODUCTS,
    deal,
    outcomes: sale.outcomes,
    orders,
    subscribers: subscribers.all,
  };
  const checks = reconcile(record);
  printReport({ sale, record, checks, accounts: ACCOUNTS });
  return printVerdict(checks);
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
