// A small catalogue for the first look: one product of each category, with stock, and one running hot deal.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shop } from '@hotdeal/client';
import { demoProducts, isInDeal } from './demo-products';
import type { Preparation } from './preparation';
import { print } from './terminal';

type LoadState = 'begun' | 'loaded';

/** Loaded once through the API, as an administrator would do it. Every request has a key, so it can safely be repeated. */
export async function loadDemoCatalogueOnce(
  address: string,
  dataFolder: string,
  { method, environment, configuration }: Preparation,
): Promise<void> {
  const file = join(dataFolder, 'demo-catalogue.json');
  const states = readStates(file);
  const server = method === 'env' ? `${environment['DB_HOST']}:${environment['DB_PORT']}` : method;
  const database = `${server}/${configuration.DB_SCHEME}`;
  const save = (state: LoadState): void => writeFileSync(file, JSON.stringify({ ...states, [database]: state }));
  if (states[database] === 'loaded') return;

  const { openShop } = await import('@hotdeal/client');
  const shop = openShop({ baseUrl: address });
  await shop.login.logIn({ email: configuration.ADMIN_EMAIL, password: configuration.ADMIN_PASSWORD });
  // An interrupted load is continued; a catalogue that was not loaded by this is left alone.
  if (states[database] === 'begun' || (await isEmpty(shop))) {
    save('begun');
    await load(shop);
    print(`- Demo catalogue: ${demoProducts.length} products with stock, and one hot deal over some of them`);
  }
  save('loaded');
}

async function isEmpty({ api }: Shop): Promise<boolean> {
  const { answerOf } = await import('@hotdeal/client');
  const { items } = await answerOf(api.GET('/api/products', { params: { query: { limit: 1 } } }));
  return items.length === 0;
}

async function load({ api }: Shop): Promise<void> {
  const { answerOf } = await import('@hotdeal/client');
  const header = (key: string): { header: { 'Idempotency-Key': string } } => ({ header: { 'Idempotency-Key': key } });
  const dealProducts: number[] = [];
  for (const [index, product] of demoProducts.entries()) {
    const created = api.POST('/api/products', { params: header(`demo-product-${index}`), body: product.draft });
    const { productId } = await answerOf(created);
    const params = { path: { productId }, query: { quantity: product.stock }, ...header(`demo-stock-${index}`) };
    await answerOf(api.POST('/api/stocks/product/{productId}/increase', { params }));
    if (isInDeal(product)) dealProducts.push(productId);
  }
  const deal = {
    eventType: 'HOT_DEAL' as const,
    eventDiscount: 20,
    eventDuration: 30,
    startEventTime: startOfToday(),
    productIds: dealProducts,
  };
  await answerOf(api.POST('/api/event/create', { params: header('demo-deal'), body: deal }));
}

/** The same for every repetition on one day, because a key belongs to one request. */
function startOfToday(): string {
  return `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;
}

/** By database. */
function readStates(file: string): Readonly<Record<string, LoadState>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, LoadState>;
  } catch {
    return {};
  }
}
