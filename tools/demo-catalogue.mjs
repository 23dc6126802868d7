// A small catalogue for the first look: one product of each category, stocks, and one running hot deal.
// Loaded once through the API, as an administrator would; every request repeats safely by its key.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoProducts, isInTheDeal } from './demo-products.mjs';
import { say, Unable } from './say.mjs';

/**
 * @param {string} address
 * @param {import('./preparation.mjs').Prepared} prepared
 */
export async function loadDemoCatalogueOnce(address, { home, kind, environment, configuration }) {
  const marks = join(home, 'demo-catalogue.json');
  const known = readMarks(marks);
  const { DB_HOST, DB_PORT } = environment;
  const database = `${kind === 'env' ? `${DB_HOST}:${DB_PORT}` : kind}/${configuration.DB_SCHEME}`;
  const mark = (/** @type {string} */ state) => writeFileSync(marks, JSON.stringify({ ...known, [database]: state }));
  if (known[database] === 'loaded') return;

  const shop = await signIn(address, configuration);
  // A load that was cut off goes on; a catalogue that somebody else made is left alone.
  const isOurs = known[database] === 'begun' || (await shop('GET', '/api/products?limit=1')).items.length === 0;
  if (isOurs) {
    mark('begun');
    const count = await load(shop);
    say(`- Demo catalogue: ${count} products with stock, and one hot deal over some of them`);
  }
  mark('loaded');
}

/** @param {Shop} shop */
async function load(shop) {
  const made = [];
  for (const [index, { stock, ...product }] of demoProducts.entries()) {
    const { productId } = await shop('POST', '/api/products', product, `demo-product-${index}`);
    await shop('POST', `/api/stocks/product/${productId}/increase?quantity=${stock}`, undefined, `demo-stock-${index}`);
    made.push({ productId, ...product });
  }
  const deal = {
    eventType: 'HOT_DEAL',
    eventDiscount: 20,
    eventDuration: 30,
    startEventTime: startOfToday(),
    productIds: made.filter(isInTheDeal).map(({ productId }) => productId),
  };
  await shop('POST', '/api/event/create', deal, 'demo-deal');
  return made.length;
}

/** The same for every repeat of the day, because a key belongs to one request. */
function startOfToday() {
  return `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;
}

/** @typedef {Awaited<ReturnType<typeof signIn>>} Shop */

/**
 * @param {string} address
 * @param {Record<string, string>} configuration
 */
async function signIn(address, { ADMIN_EMAIL: email, ADMIN_PASSWORD: password }) {
  const { accessToken } = await call(address, 'POST', '/api/auth/login', { body: { email, password } });
  return (
    /** @type {string} */ method,
    /** @type {string} */ path,
    /** @type {unknown} */ body = undefined,
    /** @type {string | undefined} */ key = undefined,
  ) => call(address, method, path, { body, key, accessToken });
}

/**
 * @param {string} address
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, key?: string, accessToken?: string }} what
 */
async function call(address, method, path, { body, key, accessToken }) {
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  throw new Unable(`${method} ${path.split('?')[0]} answered ${answer.status} ${content.code ?? ''}`.trim());
}

/**
 * @param {string} file
 * @returns {Record<string, string>} by database: begun or loaded
 */
function readMarks(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
