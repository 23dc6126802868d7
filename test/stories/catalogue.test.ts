import { AccessTokens } from '#platform/security/access-tokens';
import { callerAt, type Caller } from '../support/caller';
import { createDeal } from '../support/deals';
import { openShop, type Shop } from '../support/shop';

interface Request {
  readonly path: string;
  readonly body?: object;
}

/** One request to every route of the catalogue. */
function requests(productId: number, eventId: number): readonly Request[] {
  const productIds = [productId];
  return [
    { path: '/api/products?limit=5' },
    { path: '/api/products/categories' },
    { path: `/api/products/${productId}` },
    { path: `/api/products/${productId}/deals` },
    { path: '/api/products/search-product', body: { productIds } },
    { path: `/api/stocks/product/${productId}` },
    { path: '/api/stocks/search', body: { productIds } },
    { path: '/api/event/search-event', body: { productIds } },
    { path: '/api/event?status=active' },
    { path: `/api/event/${eventId}` },
    { path: `/api/event/${eventId}/products` },
  ];
}
const send = (caller: Caller, { path, body }: Request) => (body ? caller.post(path, body) : caller.get(path));

describe.each([
  ['by default', {}, true],
  ['with CATALOGUE=public', { CATALOGUE: 'public' }, true],
  ['with CATALOGUE=members', { CATALOGUE: 'members' }, false],
])('the catalogue %s', (_, variables: Record<string, string>, isPublic) => {
  let shop: Shop;
  let routes: readonly Request[];
  beforeAll(async () => {
    shop = await openShop({ variables });
    const productId = await shop.stocked(3);
    routes = requests(productId, await createDeal(shop.admin, [productId]));
  });
  afterAll(() => shop.close());

  const statuses = async (caller: Caller): Promise<number[]> =>
    Promise.all(routes.map(async (route) => (await send(caller, route)).status));
  const each = (status: number): number[] => routes.map(() => status);

  it(isPublic ? 'is shown to visitors as it is to users' : 'is shown to users only', async () => {
    expect(await statuses(shop.buyer(1))).toEqual(each(200));
    expect(await statuses(shop.anonymous)).toEqual(each(isPublic ? 200 : 401));
    if (!isPublic) return;
    for (const route of routes) {
      const [visitor, user] = [await send(shop.anonymous, route), await send(shop.buyer(1), route)];
      expect([visitor.body, visitor.headers.get('cache-control')]).toEqual([user.body, 'no-store']);
    }
  });

  it('is refused with a token that is not valid, or whose login has ended', async () => {
    const { address, app } = shop;
    expect(await statuses(callerAt(address, 'x.y.z'))).toEqual(each(401));
    const principal = { userId: 2, role: 'USER' as const, sessionId: 'login-of-2', generation: 0 };
    const { token } = app.get(AccessTokens).sign(principal);
    expect((await shop.buyer(2).post('/api/auth/logout')).status).toBe(204);
    expect(await statuses(callerAt(address, token))).toEqual(each(401));
  });

  it('leaves the other routes as they are: public ones ignore a token, those of users need one', async () => {
    const strange = callerAt(shop.address, 'x.y.z');
    expect((await strange.get('/api/event/signals')).status).toBe(200);
    const login = { email: 'user@example.com', password: 'password123' };
    expect((await strange.post('/api/auth/login', login)).body.code).toBe('INVALID_CREDENTIALS');
    expect((await shop.anonymous.get('/api/orders')).status).toBe(401);
    expect((await shop.anonymous.post('/api/products', {})).status).toBe(401);
  });
});
