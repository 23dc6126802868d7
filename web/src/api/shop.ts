import { type LiveState, openShop } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { DeviceLoginStore } from './login-store';

const CONNECT_TIMEOUT_MS = 1_000;
/** Most ids that one lookup request accepts. */
export const MAX_IDS = 1_000;

/** The client for the shop that served this page. */
export const shop = openShop({ loginStore: new DeviceLoginStore(() => shop.login.changedElsewhere()) });

export const connectionState = signal<LiveState>('connecting');
/** The browser reports that the device is offline; the socket may need most of a minute to detect that. */
export const isOffline = signal(!navigator.onLine);
/** The shop's clock, updated once a second. */
export const now = signal(shop.clock.now());

shop.live.on('state', (state) => {
  connectionState.value = state;
});

addEventListener('offline', () => {
  isOffline.value = true;
});

addEventListener('online', () => {
  isOffline.value = false;
  if (connectionState.peek() !== 'connected') return;
  // The old connection may be dead without the socket having detected it.
  shop.live.close();
  shop.live.connect();
});

/** Ticks at whole seconds, because most deals open and end at one. */
function tick(): void {
  now.value = shop.clock.now();
  setTimeout(tick, 1_000 - (now.peek() % 1_000));
}
tick();

/** Opens the socket for live signals and sets the clock. Ends after a second even if there is no connection yet. */
export async function connect(): Promise<void> {
  const ready = connected();
  shop.live.connect();
  await Promise.all([ready, setClock()]);
  shop.live.on('caught-up', () => void setClock());
}

async function setClock(): Promise<void> {
  await shop.clock.set().catch(() => undefined);
  now.value = shop.clock.now();
}

/** Data that is requested after this cannot become out of date without a signal, so it need not be requested twice. */
function connected(): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      resolve();
    };
    const timer = setTimeout(finish, CONNECT_TIMEOUT_MS);
    const stops = [shop.live.on('caught-up', finish), shop.live.on('state', (state) => state === 'lost' && finish())];
  });
}

/** Splits a lookup of many ids into requests of at most a thousand, and joins their results. */
export async function inBatches<Item>(
  ids: readonly number[],
  request: (ids: number[]) => Promise<Item[]>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let first = 0; first < ids.length; first += MAX_IDS)
    items.push(...(await request(ids.slice(first, first + MAX_IDS))));
  return items;
}
