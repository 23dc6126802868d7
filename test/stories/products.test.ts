import { type Catalogue, openCatalogue } from '../support/catalogue';
import { createProduct, earphones } from '../support/products';

describe('the catalogue', () => {
  let shop: Catalogue;
  beforeAll(async () => {
    shop = await openCatalogue();
  });
  afterAll(() => shop.close());

  const offer = (change: object = {}): Promise<number> => createProduct(shop.admin, change);
  it('takes a product in and shows it as it was given', async () => {
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

  it('keeps text that is written composed, and without white space around it', async () => {
    const productId = await offer({ productName: `  ${'한글'.normalize('NFD')} 🎧 ` });
    const { body } = await shop.user.get(`/api/products/${productId}`);
    expect(body.productName).toBe('한글 🎧');
  });

  it('refuses a product that breaks its rules, naming the fields', async () => {
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
    const productId = await offer();
    const dearer = { ...earphones, productPrice: 139_000, productName: '무선 이어폰 2', productCategory: 'HOBBY' };
    const replaced = await shop.admin.put(`/api/products/${productId}`, dearer);
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ productId, ...dearer });
    expect(new Date(replaced.body.updatedAt) >= new Date(replaced.body.createdAt)).toBe(true);
    expect((await shop.user.get(`/api/products/${productId}`)).body).toEqual(replaced.body);

    const partly = await shop.admin.put(`/api/products/${productId}`, { productPrice: 1 });
    expect(partly.status).toBe(400);
    expect((await shop.user.get(`/api/products/${productId}`)).body).toEqual(replaced.body);
  });

  it('loses a deleted product from every read', async () => {
    const [kept, gone] = [await offer(), await offer({ productName: 'soon gone' })];
    expect((await shop.admin.delete(`/api/products/${gone}`)).status).toBe(204);
    expect((await shop.user.get(`/api/products/${gone}`)).body.code).toBe('PRODUCT_NOT_FOUND');
    const searched = await shop.user.post('/api/products/search-product', { productIds: [gone, kept] });
    expect(searched.body.map(({ productId }: { productId: number }) => productId)).toEqual([kept]);
    expect((await shop.user.get('/api/products?q=soon')).body.items).toEqual([]);
    expect((await shop.admin.put(`/api/products/${gone}`, earphones)).status).toBe(404);
    expect((await shop.admin.delete(`/api/products/${gone}`)).status).toBe(404);
  });

  it('answers products in the order of the ids asked for', async () => {
    const ids = [await offer(), await offer(), await offer()].reverse();
    const { status, body } = await shop.user.post('/api/products/search-product', {
      productIds: [ids[1], 999_999, ids[0], ids[2]],
    });
    expect(status).toBe(200);
    expect(body.map(({ productId }: { productId: number }) => productId)).toEqual([ids[1], ids[0], ids[2]]);
  });

  it('is asked for one to a thousand different products', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => index + 1);
    const search = async (body: unknown): Promise<number> =>
      (await shop.user.post('/api/products/search-product', body)).status;
    expect(await search({ productIds: ids.slice(1) })).toBe(200);
    for (const productIds of [ids, [], [1, 1], ['1'], [1.5], [0], [-1], [null], 1, undefined]) {
      expect(await search({ productIds })).toBe(400);
    }
  });

  it('has fourteen shelves with a name in two languages', async () => {
    const { status, body } = await shop.user.get('/api/products/categories');
    expect(status).toBe(200);
    expect(body).toHaveLength(14);
    expect(body[0]).toEqual({ code: 'ELECTRONICS', nameKo: '전자제품', nameEn: expect.any(String) });
    expect(body.at(-1)).toEqual({ code: 'OTHER', nameKo: '기타', nameEn: expect.any(String) });
    expect(body.find(({ code }: { code: string }) => code === 'HOME_LIVING').nameKo).toBe('홈/리빙');
  });

  it('knows its shelves', async () => {
    const { status, body } = await shop.user.get('/api/products?category=TOYS');
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it.each(['0', '-1', '1e3', '0x10', '007', '1.0', '%201', '9007199254740993', 'abc'])(
    'has no product %s',
    async (id) => {
      expect((await shop.user.get(`/api/products/${id}`)).body.code).toBe('VALIDATION_FAILED');
    },
  );

  it('has no product that was never taken in', async () => {
    const { status, body } = await shop.user.get('/api/products/9007199254740991');
    expect([status, body.code]).toEqual([404, 'PRODUCT_NOT_FOUND']);
  });

  it('is changed by administrators only, and read by those who have logged in', async () => {
    const productId = await offer();
    const changes = [
      shop.user.post('/api/products', earphones),
      shop.user.put(`/api/products/${productId}`, earphones),
      shop.user.delete(`/api/products/${productId}`),
    ];
    for (const answer of await Promise.all(changes))
      expect([answer.status, answer.body.code]).toEqual([403, 'FORBIDDEN']);
    const strangers = [
      shop.anybody.get('/api/products'),
      shop.anybody.get('/api/products/categories'),
      shop.anybody.get(`/api/products/${productId}`),
      shop.anybody.post('/api/products/search-product', { productIds: [productId] }),
      shop.anybody.post('/api/products', earphones),
    ];
    for (const answer of await Promise.all(strangers))
      expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
