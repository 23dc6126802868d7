import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createProduct, earphones } from '../support/products';

describe('the catalogue', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  const create = (change: object = {}): Promise<number> => createProduct(shop.admin, change);
  it('returns a product as it was created', async () => {
    const created = await shop.admin.post('/api/products', earphones);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      productId: expect.any(Number),
      ...earphones,
      createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
      updatedAt: created.body.createdAt,
    });
    const location = created.headers.get('location') ?? '';
    expect(location).toBe(`/api/products/${created.body.productId}`);
    const shown = await shop.user.get(location);
    expect(shown.status).toBe(200);
    expect(shown.body).toEqual(created.body);
  });

  it('stores text in composed form and without white space around it', async () => {
    const productId = await create({ productName: `  ${'한글'.normalize('NFD')} 🎧 ` });
    const { body } = await shop.user.get(`/api/products/${productId}`);
    expect(body.productName).toBe('한글 🎧');
  });

  it('refuses an invalid product and names the fields', async () => {
    const { status, body } = await shop.admin.post('/api/products', { ...earphones, productPrice: '1', colour: 'red' });
    expect(status).toBe(400);
    expect(body.code).toBe('VALIDATION_FAILED');
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['colour', 'productPrice']);
    const empty = await shop.admin.post('/api/products', {});
    expect(empty.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      Object.keys(earphones).sort(),
    );
  });

  it('replaces all five fields at once', async () => {
    const productId = await create();
    const changed = { ...earphones, productPrice: 139_000, productName: '무선 이어폰 2', productCategory: 'HOBBY' };
    const replaced = await shop.admin.put(`/api/products/${productId}`, changed);
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ productId, ...changed });
    expect(new Date(replaced.body.updatedAt) >= new Date(replaced.body.createdAt)).toBe(true);
    expect((await shop.user.get(`/api/products/${productId}`)).body).toEqual(replaced.body);

    const incomplete = await shop.admin.put(`/api/products/${productId}`, { productPrice: 1 });
    expect(incomplete.status).toBe(400);
    expect((await shop.user.get(`/api/products/${productId}`)).body).toEqual(replaced.body);
  });

  it('returns a deleted product nowhere', async () => {
    const [kept, deleted] = [await create(), await create({ productName: 'soon deleted' })];
    expect((await shop.admin.delete(`/api/products/${deleted}`)).status).toBe(204);
    expect((await shop.user.get(`/api/products/${deleted}`)).body.code).toBe('PRODUCT_NOT_FOUND');
    const searched = await shop.user.post('/api/products/search-product', { productIds: [deleted, kept] });
    expect(searched.body.map(({ productId }: { productId: number }) => productId)).toEqual([kept]);
    await shop.bus.drain();
    expect((await shop.user.get('/api/products?q=soon')).body.items).toEqual([]);
    expect((await shop.admin.put(`/api/products/${deleted}`, earphones)).status).toBe(404);
    expect((await shop.admin.delete(`/api/products/${deleted}`)).status).toBe(404);
  });

  it('returns products in the order of the ids', async () => {
    const ids = [await create(), await create(), await create()].reverse();
    const { status, body } = await shop.user.post('/api/products/search-product', {
      productIds: [ids[1], 999_999, ids[0], ids[2]],
    });
    expect(status).toBe(200);
    expect(body.map(({ productId }: { productId: number }) => productId)).toEqual([ids[1], ids[0], ids[2]]);
  });

  it('finds one to a thousand different products at once', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => index + 1);
    const search = async (body: unknown): Promise<number> =>
      (await shop.user.post('/api/products/search-product', body)).status;
    expect(await search({ productIds: ids.slice(1) })).toBe(200);
    for (const productIds of [ids, [], [1, 1], ['1'], [1.5], [0], [-1], [null], 1, undefined]) {
      expect(await search({ productIds })).toBe(400);
    }
  });

  it('has fourteen categories with a name in two languages', async () => {
    const { status, body } = await shop.user.get('/api/products/categories');
    expect(status).toBe(200);
    expect(body).toHaveLength(14);
    expect(body[0]).toEqual({ code: 'ELECTRONICS', nameKo: '전자제품', nameEn: expect.any(String) });
    expect(body.at(-1)).toEqual({ code: 'OTHER', nameKo: '기타', nameEn: expect.any(String) });
    expect(body.find(({ code }: { code: string }) => code === 'HOME_LIVING').nameKo).toBe('홈/리빙');
  });

  it('refuses an unknown category', async () => {
    const { status, body } = await shop.user.get('/api/products?category=TOYS');
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it.each(['0', '-1', '1e3', '0x10', '007', '1.0', '%201', '9007199254740993', 'abc'])(
    'refuses the id %s',
    async (id) => {
      expect((await shop.user.get(`/api/products/${id}`)).body.code).toBe('VALIDATION_FAILED');
    },
  );

  it('does not find a product that was never created', async () => {
    const { status, body } = await shop.user.get('/api/products/9007199254740991');
    expect([status, body.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
  });

  it('can be changed by administrators only, and read by everyone', async () => {
    const productId = await create();
    const changes = [
      shop.user.post('/api/products', earphones),
      shop.user.put(`/api/products/${productId}`, earphones),
      shop.user.delete(`/api/products/${productId}`),
    ];
    for (const answer of await Promise.all(changes))
      expect([answer.status, answer.body.code]).toEqual([403, 'FORBIDDEN']);
    const { status, body } = await shop.anonymous.post('/api/products', earphones);
    expect([status, body.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await shop.anonymous.get(`/api/products/${productId}`)).status).toBe(200);
  });
});
