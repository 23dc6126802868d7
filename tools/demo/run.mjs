// One run of the demo, from the goods to the table.
import { reason, say, Unable } from '../say.mjs';
import { Administrator } from './administrator.mjs';
import { Api } from './api.mjs';
import { audit, missedSettlements } from './audit.mjs';
import { withBar } from './bar.mjs';
import { ordersOfTheSale } from './books.mjs';
import { signInBuyers } from './buyers.mjs';
import { assertBest, endOpenDeal, openDeal } from './deal.mjs';
import { findOrMakeGoods } from './goods.mjs';
import { KeptShop } from './kept.mjs';
import { Listeners } from './listeners.mjs';
import { report } from './report.mjs';
import { sell } from './sale.mjs';

const PRODUCTS = 10_000;
const UNITS = 100;
const ORDERS = 1_000;
const ACCOUNTS = 100;
const LISTENERS = 200;
const SIGNAL_PATIENCE_MS = 10_000;

/**
 * @param {{ origin: URL, home: string, session: import('../session.mjs').Session }} where
 * @returns {Promise<number>} the exit code
 */
export async function runDemo({ origin, home, session }) {
  const api = new Api(origin);
  await assertReady(api);
  const kept = new KeptShop(home, origin);
  const admin = new Administrator(api, home);
  await admin.assertMayAdminister();
  const listeners = new Listeners();
  session.atEnd(() => endOpenDeal(admin, kept));
  session.atEnd(() => listeners.close());
  await endOpenDeal(admin, kept);

  const productIds = await withBar('Products', PRODUCTS, (done) => findOrMakeGoods(admin, kept, PRODUCTS, done));
  const [productId = 0] = productIds;
  const buyers = await withBar('Accounts logged in', ACCOUNTS, (done) => signInBuyers(api, kept, ACCOUNTS, done));
  await withBar('Sockets listening', LISTENERS, (done) => listeners.connect(origin, buyers, LISTENERS, done));
  await fill(admin, productId);

  const deal = await openDeal(admin, kept, productIds);
  await listeners.until(() => listeners.all.every(({ deals }) => deals.has(deal.eventId)), SIGNAL_PATIENCE_MS);
  await assertBest(admin, deal, productId);
  api.repeats = 0;
  const what = { productId, orders: ORDERS };
  const sale = await withBar(`Orders for ${UNITS} units`, ORDERS, (done) => sell(api, buyers, what, done));
  const { repeats } = api;

  const orders = await ordersOfTheSale(api, buyers, productId);
  await listeners.until(() => missedSettlements(listeners.all, orders) === 0, SIGNAL_PATIENCE_MS);
  const seen = { units: UNITS, products: PRODUCTS, deal, orders, outcomes: sale.outcomes, listeners: listeners.all };
  const checks = audit({ ...seen, unitsLeft: await unitsOf(admin, productId) });
  report({ ...seen, sale, checks, accounts: ACCOUNTS, repeats });
  return verdict(checks);
}

/** @param {readonly import('./audit.mjs').Check[]} checks */
function verdict(checks) {
  const broken = checks.filter(({ expected, seen }) => seen !== expected);
  if (broken.length === 0) {
    say('\nExact: every unit was sold once, and nobody was told otherwise.');
    return 0;
  }
  const complaints = broken.map(({ what, expected, seen }) => `  ${what}: ${seen}, expected ${expected}`);
  console.error(`\nNot exact:\n${complaints.join('\n')}`);
  return 1;
}

/** @param {Api} api */
async function assertReady(api) {
  const { status } = await api.ask('GET', '/health/ready').catch((failure) => {
    throw new Unable(
      `No shop answers at ${api.origin.origin} (${reason(failure)}).\n` +
        'Start one with `npm start`, or name another: npm run demo -- --url http://host:port',
    );
  });
  if (status !== 200) throw new Unable(`${api.origin.origin}/health/ready answers ${status}: the shop is not ready.`);
}

/**
 * @param {Administrator} admin
 * @param {number} productId
 */
async function fill(admin, productId) {
  await admin.demand('POST', `/api/stocks/product/${productId}/reset?quantity=${UNITS}`);
  const units = await unitsOf(admin, productId);
  if (units !== UNITS) throw new Unable(`The stock of product ${productId} was set to ${UNITS} and is ${units}.`);
}

/**
 * @param {Administrator} admin
 * @param {number} productId
 * @returns {Promise<number>}
 */
async function unitsOf(admin, productId) {
  return (await admin.demand('GET', `/api/stocks/product/${productId}`)).body.quantity;
}
