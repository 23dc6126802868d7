import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LiveShop } from '../support/live-shop';

/** `npm test` builds them before. */
const BUILT = join(__dirname, '..', '..', 'web', 'dist');

describe('the pages', () => {
  let shop: LiveShop;

  beforeAll(async () => {
    shop = await LiveShop.open();
  });

  afterAll(async () => {
    await shop.close();
  });

  it.each(['/', '/admin'])('are served at %s, to be asked for each time', async (path) => {
    const answer = await fetch(`${shop.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toContain('<div id="page">');
  });

  it('may run their own scripts, show pictures from anywhere, and be in no frame', async () => {
    const policy = (await fetch(shop.url)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("img-src 'self' http: https: data:");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('name their parts by their content, which are kept for a year', async () => {
    for (const name of readdirSync(join(BUILT, 'assets'))) {
      const answer = await fetch(`${shop.url}/assets/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it.each([
    '/products',
    '/admin/',
    '/admin/deals',
    '/assets',
    '/assets/',
    '/assets/gone.js',
    '/..%2fpackage.json',
    '/.env',
  ])('are nowhere else: %s is an unknown route', async (path) => {
    const answer = await fetch(`${shop.url}${path}`, { redirect: 'manual' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('can only be got', async () => {
    const answer = await fetch(shop.url, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect((await fetch(shop.url, { method: 'HEAD' })).status).toBe(200);
  });
});
