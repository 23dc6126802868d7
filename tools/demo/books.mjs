// What the shop has in its books after the sale, read through the API.
import { setTimeout as pause } from 'node:timers/promises';
import { fewAtOnce } from './few-at-once.mjs';

const AT_ONCE = 16;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 250;

/**
 * @typedef {{ orderId: number, buyer: number, status: string, totalOrderPrice: number,
 *   items: { productId: number, quantity: number, productPrice: number, eventId: number | null }[] }} Order
 */

/**
 * Every order for the product since the sale began, from the order lists of all the buyers, once each is decided or
 * the shop has had its time for that.
 *
 * @param {import('./api.mjs').Api} api
 * @param {readonly import('./buyers.mjs').Buyer[]} buyers
 * @param {number} productId
 * @returns {Promise<Order[]>}
 */
export async function ordersOfTheSale(api, buyers, productId) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const lists = await fewAtOnce(buyers, AT_ONCE, (buyer, index) => newOrders(api, buyer, index));
    const orders = lists.flat().filter(({ items }) => items.some((item) => item.productId === productId));
    const isDecided = orders.every(({ status }) => status !== 'ORDER_BEFORE');
    if (isDecided || performance.now() > deadline) return orders;
    await pause(PAUSE_MS);
  }
}

/**
 * @param {import('./api.mjs').Api} api
 * @param {import('./buyers.mjs').Buyer} buyer
 * @param {number} index
 * @returns {Promise<Order[]>} newest first, down to the newest one before the sale
 */
async function newOrders(api, { token, newestOrder }, index) {
  const orders = [];
  let cursor = '';
  for (;;) {
    const { body } = await api.demand('GET', `/api/orders?limit=100${cursor}`, { token });
    for (const order of body.items) {
      if (order.orderId === newestOrder) return orders;
      orders.push({ ...order, buyer: index });
    }
    if (body.nextCursor === null) return orders;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}
