import { dropScheme } from '../support/scheme';
import { integrityViolations, untilHandled } from '../support/integrity';
import { chargePoints, reservedOrder } from '../support/payments';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const PRICE = 10_000;
const BUYER = 1;
const variables = { PAYMENTS: 'on', SHIPPING: 'on', SHIP_AFTER_S: '2', DELIVER_AFTER_S: '2' };

it('an order is paid, shipped and delivered by the clock although every process is restarted twice', async () => {
  const before = await openShop();
  await before.app.close();
  // Shipping is switched on by the first instance that starts.
  const first = await openShop({ variables, beside: before });
  await chargePoints(first, BUYER, PRICE);
  const orderId = await reservedOrder(first, BUYER, PRICE);
  const delivery = async (shop: Shop) => (await shop.buyer(BUYER).get(`/api/delivery/${orderId}`)).body;
  const order = async (shop: Shop) => (await shop.buyer(BUYER).get(`/api/orders/${orderId}`)).body;
  expect((await delivery(first)).code).toBe('SHIPMENT_NOT_FOUND');
  const paid = await first
    .buyer(BUYER)
    .post(`/api/orders/${orderId}/payment`, { method: 'POINTS' }, { Prefer: 'wait=20' });
  expect(paid.body.status).toBe('CAPTURED');
  await untilHandled(first);
  expect((await delivery(first)).status).toBe('SHIPMENT_PREPARING');
  await first.app.close();

  const second = await openShop({ variables, beside: before });
  await until(async () => (await delivery(second)).status === 'SHIPPED');
  expect((await order(second)).stage).toBe('SHIPPED');
  expect((await second.buyer(BUYER).put(`/api/orders/${orderId}`)).body.code).toBe('ORDER_NOT_CANCELLABLE');
  await second.close();

  const third = await openShop({ variables, beside: before });
  await until(async () => (await delivery(third)).status === 'DELIVERED');
  const { startedAt, shippedAt, completedAt } = await delivery(third);
  expect(Date.parse(shippedAt) - Date.parse(startedAt)).toBeGreaterThanOrEqual(2_000);
  expect(Date.parse(completedAt) - Date.parse(shippedAt)).toBeGreaterThanOrEqual(2_000);
  expect((await order(third)).stage).toBe('DELIVERED');
  await untilHandled(third);
  expect(await integrityViolations(third.database)).toEqual([]);
  await third.close();
  await dropScheme(before.scheme);
});
