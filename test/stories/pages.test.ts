import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LiveShop } from '../support/live-shop';

/** The folder that `npm test` builds before the tests. */
const BUILT = join(__dirname, '..', '..', 'web', 'dist');

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('the pages', () => {
  let shop: LiveShop;

  beforeAll(async () => {
    shop = await LiveShop.open();
  });

  afterAll(async () => {
    await shop.close();
  });

  it.each([
    ['/', 'HotDeal'],
    ['/?utm_source=mail', 'HotDeal'],
    ['/index.html', 'HotDeal'],
    ['/orders/7/payment?paymentType=NORMAL&orderId=hd-7&paymentKey=key&amount=40000', 'HotDeal'],
    ['/admin', 'HotDeal console'],
    ['/admin/', 'HotDeal console'],
    ['/admin?utm_source=mail', 'HotDeal console'],
    ['/admin/?utm_source=mail', 'HotDeal console'],
    ['/admin/index.html', 'HotDeal console'],
  ])('are served at %s and revalidated each time', async (path, title) => {
    const answer = await fetch(`${shop.url}${path}`, { redirect: 'manual' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const page = await answer.text();
    expect(page).toContain('<div id="page">');
    expect(page).toContain(`<title>${title}</title>`);
  });

  it.each(['/', '/admin'])('load the style sheet that all share before their own, at %s', async (path) => {
    const [shared] = styleSheets(readFileSync(join(BUILT, 'not-found.html'), 'utf8'));
    const own = styleSheets(await (await fetch(`${shop.url}${path}`)).text());
    expect(own).toEqual([shared, expect.stringMatching(/^\/assets\/index-.*\.css$/)]);
  });

  it('may run only their own scripts, load images from anywhere, and not be framed', async () => {
    const policy = (await fetch(shop.url)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("img-src 'self' http: https: data:");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('have assets named by their content, which are cached for a year', async () => {
    for (const name of readdirSync(join(BUILT, 'assets'))) {
      const answer = await fetch(`${shop.url}/assets/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('have pictures under lasting addresses, which are cached for a month and shown by pages of any origin', async () => {
    for (const folder of ['products', 'deals']) {
      for (const name of readdirSync(join(BUILT, 'images', folder))) {
        const answer = await fetch(`${shop.url}/images/${folder}/${name}`);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toBe('image/svg+xml');
        expect(answer.headers.get('cache-control')).toBe('public, max-age=2592000');
        expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      }
    }
  });

  it.each([
    '/products',
    '/products/',
    '/orders/7',
    '/orders/7/payment/',
    '/index.html/',
    '/ADMIN',
    '/administrator',
    '/admin/assets',
    '/admin/deals',
    '/assets',
    '/assets/',
    '/assets/missing.js',
    '/..%2fpackage.json',
    '/.env',
  ])('are not served at %s', async (path) => {
    const answer = await fetch(`${shop.url}${path}`, { redirect: 'manual' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each(['/products', '/admin/deals', '/no-page', '/products/?page=2'])(
    'are replaced by a page with status 404 at %s, if a browser asks for it',
    async (path) => {
      const answer = await fetch(`${shop.url}${path}`, { headers: { Accept: BROWSER } });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('vary')).toContain('Accept');
      expect(await answer.text()).toContain('페이지를 찾을 수 없어요');
    },
  );

  it.each(['/api/no-route', '/api/products/1', '/health/none', '/assets/missing.js'])(
    'leave %s to the API, also if a browser asks for it',
    async (path) => {
      const answer = await fetch(`${shop.url}${path}`, { headers: { Accept: BROWSER } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('accept only GET and HEAD', async () => {
    const answer = await fetch(shop.url, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect((await fetch(shop.url, { method: 'HEAD' })).status).toBe(200);
  });
});

function styleSheets(page: string): readonly (string | undefined)[] {
  return [...page.matchAll(/rel="stylesheet"[^>]*href="([^"]+)"/g)].map(([, address]) => address);
}
