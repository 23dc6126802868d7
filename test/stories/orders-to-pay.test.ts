import { openShop, type Shop } from '../support/shop';

describe('an order of a shop with payments', () => {
  let shop: Shop;
  let lamp: number;
  beforeAll(async () => {
    shop = await openShop({ variables: { PAYMENTS: 'on' } });
    lamp = await shop.stocked(100, 10_000);
  });
  afterAll(() => shop.close());

  it('is stored with its bill, and its event says what is to be paid', async () => {
    const { status, body } = await shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 2 });
    expect({ status, body }).toMatchObject({ status: 202, body: { stage: 'CREATED', amountDue: 20_000 } });
  });
});
