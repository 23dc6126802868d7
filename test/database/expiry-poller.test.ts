import { setTimeout as pause } from 'node:timers/promises';
import { untilHandled } from '../support/integrity';
import { PayableSale } from '../support/payable-sale';
import { openShop, type Shop } from '../support/shop';
import { until } from '../support/until';

const LEASE = 'order.expire-reservations';

describe('the poller of reservations', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
  });
  afterAll(() => shop.close());

  it('expires nothing for a while after an outage, and goes on afterwards', async () => {
    const sale = await PayableSale.of(shop);
    const orderId = await sale.reserved();
    await shop.database.execute(
      `UPDATE poller_leases SET owner = '', leased_until = NOW(3) - INTERVAL 11 SECOND WHERE name = ?`,
      [LEASE],
    );
    const paused = (): Promise<unknown[]> =>
      shop.database.query('SELECT 1 FROM poller_leases WHERE name = ? AND leased_until > NOW(3) + INTERVAL 10 SECOND', [
        `${LEASE}/pause`,
      ]);
    await until(async () => (await paused()).length > 0);
    await sale.endsIn(orderId, 0);
    await pause(2_500);
    expect(await sale.status(orderId)).toBe('ORDER_PENDING');
    await shop.database.execute('UPDATE poller_leases SET leased_until = NOW(3) WHERE name = ?', [`${LEASE}/pause`]);
    await until(async () => (await sale.status(orderId)) === 'ORDER_CANCELLED PAYMENT_EXPIRED');
    await untilHandled(shop);
    expect([await sale.left(), await sale.violations()]).toEqual([5, []]);
  });
});
