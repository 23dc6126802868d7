import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LiveShop } from '../support/live-shop';

/** The folder that `npm test` builds before the tests. */
const BUILT = join(__dirname, '..', '..', 'web', 'dist');

describe('the pages', () => {
  let shop: LiveShop;

  beforeAll(async () => {
    shop = await LiveShop.open();
  });

  afterAll(async () => {
    await shop.close();
  });

  it.each(['/', '/admin'])('are served at %s and revalidated each time', async (path) => {
    const answer = await fetch(`${shop.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toContain('<div id="page">');
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

  it('have pictures under lasting addresses, which are cached for a month', async () => {
    for (const folder of ['products', 'deals']) {
      for (const name of readdirSync(join(BUILT, 'images', folder))) {
        const answer = await fetch(`${shop.url}/images/${folder}/${name}`);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toBe('image/svg+xml');
        expect(answer.headers.get('cache-control')).toBe('public, max-age=2592000');
      }
    }
  });

  it.each([
    '/products',
    '/admin/',
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

  it('accept only GET and HEAD', async () => {
    const answer = await fetch(shop.url, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect((await fetch(shop.url, { method: 'HEAD' })).status).toBe(200);
  });
});
