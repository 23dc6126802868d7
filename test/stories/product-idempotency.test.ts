import { type Catalogue, openCatalogue } from '../support/catalogue';
import { earphones } from '../support/products';

describe('a request to create a product', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());
  const create = (key: string, body: object = earphones): ReturnType<Catalogue['admin']['post']> =>
    shop.admin.post('/api/products', body, { 'idempotency-key': key });

  it('creates one product, however often it is repeated with its key', async () => {
    const first = await create('one');
    const { productCategory, ...others } = earphones;
    const again = await create('one', { productCategory, ...others, productName: ` ${earphones.productName}` });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    await shop.bus.drain();
    expect((await shop.user.get('/api/products')).body.items).toHaveLength(1);
  });

  it('returns the product as it now is when it is repeated', async () => {
    const { body } = await create('two');
    await shop.admin.put(`/api/products/${body.productId}`, { ...earphones, productPrice: 7 });
    expect((await create('two')).body.productPrice).toBe(7);
  });

  it('is refused when its key was used for a different request', async () => {
    await create('three');
    const other = await create('three', { ...earphones, productPrice: 1 });
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('creates one product when it is sent many times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => create('four', { ...earphones, productName: 'four' })),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ body }) => body.productId)).size).toBe(1);
    for (const { status, body } of answers)
      if (status !== 201) expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    await shop.bus.drain();
    expect((await shop.user.get('/api/products?q=four')).body.items).toHaveLength(1);
  });

  it('leaves its key free when it was refused', async () => {
    expect((await create('five', { ...earphones, productPrice: 0 })).status).toBe(400);
    expect((await create('five')).status).toBe(201);
  });
});
