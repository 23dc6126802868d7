// The sale itself: everybody orders one unit of the same product in the same instant.
import { randomUUID } from 'node:crypto';
import { reason } from '../say.mjs';

const PATIENCE = 'wait=30';
const ORDER_LIMIT_SECONDS = 60;

/**
 * @typedef {object} Outcome of one order, as answered
 * @property {number} buyer
 * @property {string} kind `201 ORDER_SUCCESS`, `409 INSUFFICIENT_STOCK` …
 * @property {number | undefined} orderId
 * @property {number} milliseconds from the common start to the end of the answer
 */

/**
 * @typedef {object} Sale
 * @property {Outcome[]} outcomes
 * @property {number} milliseconds from the common start to the last answer
 */

/**
 * @param {import('./api.mjs').Api} api
 * @param {readonly import('./buyers.mjs').Buyer[]} buyers who take turns if there are more orders than accounts
 * @param {{ productId: number, orders: number }} what
 * @param {() => void} done
 * @returns {Promise<Sale>}
 */
export async function sell(api, buyers, { productId, orders }, done) {
  const body = { orderItems: [{ productId, quantity: 1 }] };
  const begun = performance.now();
  const order = async (/** @type {number} */ index) => {
    const buyer = index % buyers.length;
    const token = buyers[buyer]?.token;
    const asked = { body, token, key: randomUUID(), prefer: PATIENCE, seconds: ORDER_LIMIT_SECONDS };
    const seen = await api.ask('POST', '/api/orders/products', asked).then(seenIn, unanswered);
    done();
    return { buyer, ...seen, milliseconds: performance.now() - begun };
  };
  const outcomes = await Promise.all(Array.from({ length: orders }, (_, index) => order(index)));
  return { outcomes, milliseconds: performance.now() - begun };
}

/** @param {import('./api.mjs').Answer} answer */
function seenIn({ status, body }) {
  const words = status < 300 ? [body.status, body.failureReason] : [body.code];
  return { kind: [status, ...words].filter(Boolean).join(' '), orderId: body.orderId };
}

/** @param {unknown} failure */
function unanswered(failure) {
  return { kind: `no answer (${reason(failure)})`, orderId: undefined };
}
