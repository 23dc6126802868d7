// The goods of the sale: found again where an earlier run made them, made through the API where not.
import { randomUUID } from 'node:crypto';
import { demoProducts } from '../demo-products.mjs';
import { fewAtOnce } from './few-at-once.mjs';

const MOST_IN_ONE_SEARCH = 1_000;
const MADE_AT_ONCE = 32;
const SAVED_EVERY = 500;

/**
 * @param {import('./administrator.mjs').Administrator} admin
 * @param {import('./kept.mjs').KeptShop} kept
 * @param {number} count
 * @param {(count?: number) => void} done
 * @returns {Promise<number[]>} their ids
 */
export async function findOrMakeGoods(admin, kept, count, done) {
  const { tag, productIds } = kept.what;
  const goods = Array.from({ length: count }, (_, place) => describe(place, tag));
  const known = await namesOf(admin, productIds);
  // Another database may have given the same ids to other products.
  const isThere = (/** @type {number} */ place) => known.get(productIds[place] ?? 0) === goods[place]?.productName;
  const missing = goods.map((_, place) => place).filter((place) => !isThere(place));
  kept.what.productIds = goods.map((_, place) => (isThere(place) ? (productIds[place] ?? null) : null));
  done(count - missing.length);

  await fewAtOnce(missing, MADE_AT_ONCE, async (place, index) => {
    kept.what.productIds[place] = await make(admin, goods[place], `demo-${tag}-product-${place}`);
    if (index % SAVED_EVERY === 0) kept.save();
    done();
  });
  kept.save();
  return kept.what.productIds.map(Number);
}

/**
 * @param {number} place
 * @param {string} tag
 */
function describe(place, tag) {
  const model = demoProducts[place % demoProducts.length];
  if (model === undefined) throw new Error('The demo catalogue is empty');
  const { stock: _, ...draft } = model;
  return { ...draft, productName: `${draft.productName} no. ${place + 1} (demo ${tag})` };
}

/**
 * The key finds again what a run that was cut off had made, unless that has been deleted since.
 *
 * @param {import('./administrator.mjs').Administrator} admin
 * @param {unknown} body
 * @param {string} key
 * @returns {Promise<number>}
 */
async function make(admin, body, key) {
  const found = await admin.ask('POST', '/api/products', { body, key });
  if (found.status === 201) return found.body.productId;
  return (await admin.demand('POST', '/api/products', { body, key: randomUUID() })).body.productId;
}

/**
 * @param {import('./administrator.mjs').Administrator} admin
 * @param {readonly (number | null)[]} productIds
 * @returns {Promise<Map<number, string>>} the names of those that exist
 */
async function namesOf(admin, productIds) {
  const ids = [...new Set(productIds.filter((id) => id !== null))];
  const names = new Map();
  for (let start = 0; start < ids.length; start += MOST_IN_ONE_SEARCH) {
    const share = ids.slice(start, start + MOST_IN_ONE_SEARCH);
    const { body } = await admin.demand('POST', '/api/products/search-product', { body: { productIds: share } });
    for (const { productId, productName } of body) names.set(productId, productName);
  }
  return names;
}
