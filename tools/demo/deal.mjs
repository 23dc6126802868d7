// The deal: one request over all the goods, and its end when the run is over, however it ends.
import { randomUUID } from 'node:crypto';
import { Unable } from '../say.mjs';

const DISCOUNT = 50;

/**
 * @typedef {object} Deal
 * @property {number} eventId
 * @property {number} price of one unit of the hot product
 * @property {number} askedAt when the request for it began, by `performance.now()`
 * @property {number} answeredAt when its answer came
 */

/**
 * @param {import('./administrator.mjs').Administrator} admin
 * @param {import('./kept.mjs').KeptShop} kept
 * @param {readonly number[]} productIds the hot product first
 * @returns {Promise<Deal>}
 */
export async function openDeal(admin, kept, productIds) {
  const [hotProduct = 0] = productIds;
  const product = await admin.demand('GET', `/api/products/${hotProduct}`);
  const body = {
    eventType: 'HOT_DEAL',
    eventDiscount: DISCOUNT,
    eventDuration: 1,
    startEventTime: anHourAgo(),
    productIds,
  };
  const askedAt = performance.now();
  const answer = await admin.demand('POST', '/api/event/create', { body, key: randomUUID() });
  const { eventId } = answer.body;
  kept.what.openDeal = eventId;
  kept.save();
  const price = Math.max(1, Math.floor((product.body.productPrice * (100 - DISCOUNT)) / 100));
  return { eventId, price, askedAt, answeredAt: answer.answeredAt };
}

/**
 * Ends the deal of this run, or the one that a killed run left open.
 *
 * @param {import('./administrator.mjs').Administrator} admin
 * @param {import('./kept.mjs').KeptShop} kept
 */
export async function endOpenDeal(admin, kept) {
  const eventId = kept.what.openDeal;
  if (eventId === null) return;
  const { status, body } = await admin.ask('DELETE', `/api/event/${eventId}`);
  if (status !== 204 && status !== 404) throw new Unable(`The end of event ${eventId}: ${status} ${body.code ?? ''}.`);
  kept.what.openDeal = null;
  kept.save();
}

/**
 * A better deal of somebody else would rightly give its own price.
 *
 * @param {import('./administrator.mjs').Administrator} admin
 * @param {Deal} deal
 * @param {number} productId
 */
export async function assertBest(admin, { eventId }, productId) {
  const { body } = await admin.demand('POST', '/api/event/search-event', { body: { productIds: [productId] } });
  const best = body[0]?.eventId;
  if (best === eventId) return;
  throw new Unable(
    best === undefined
      ? `Event ${eventId} is created, but search-event answers no deal for product ${productId}.`
      : `Product ${productId} lies in event ${best} too, which is better or older: end that one first.`,
  );
}

/** The shop's clock and ours need not agree. */
function anHourAgo() {
  return new Date(Date.now() - 3_600_000).toISOString();
}
