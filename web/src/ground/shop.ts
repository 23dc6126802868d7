import { answerOf, type LiveState, openShop, ShopError } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { LoginOnThisDevice } from './login-on-this-device';

const ASKED_AGAIN_AFTER_MS = 3_000;
const SIGNALS_AWAITED_MS = 1_000;

/** The shop that has served this page. */
export const shop = openShop({ loginStore: new LoginOnThisDevice(() => shop.login.changedElsewhere()) });

export interface Visitor {
  readonly userId: number;
  readonly email: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

/** Who is logged in: nobody, or not known yet. */
export const visitor = signal<Visitor | 'nobody' | 'unknown'>('unknown');
export const live = signal<LiveState>('connecting');
/** This device says that it has no network; its socket may take most of a minute to find out. */
export const isOffline = signal(!navigator.onLine);
/** Ticks once a second, by the clock of the shop: what counts down reads it. */
export const now = signal(shop.clock.now());

shop.live.on('state', (state) => {
  live.value = state;
});

addEventListener('offline', () => {
  isOffline.value = true;
});

addEventListener('online', () => {
  isOffline.value = false;
  if (live.peek() !== 'connected') return;
  // What was connected before may be dead without knowing it.
  shop.live.close();
  shop.live.connect();
});

/** At whole seconds: most deals open and end at one, and none of their moments is noticed late. */
function tick(): void {
  now.value = shop.clock.now();
  setTimeout(tick, 1_000 - (now.peek() % 1_000));
}
tick();

/** Asks who is logged in, at the start and whenever that has changed; the live signals are heard as the same. */
export async function meet(): Promise<void> {
  const arrived = firstSignals();
  shop.live.connect();
  await Promise.all([arrived, setClock()]);
  shop.login.onChange(() => void recognise());
  shop.live.on('caught-up', () => void setClock());
  await recognise();
}

async function setClock(): Promise<void> {
  await shop.clock.set().catch(() => undefined);
  now.value = shop.clock.now();
}

/** What is asked for after it cannot become untrue unheard, and need not be asked for twice. */
function firstSignals(): Promise<void> {
  return new Promise((resolve) => {
    const begin = (): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      resolve();
    };
    const timer = setTimeout(begin, SIGNALS_AWAITED_MS);
    const stops = [shop.live.on('caught-up', begin), shop.live.on('state', (state) => state === 'lost' && begin())];
  });
}

/** Until the shop has said who it is, or that it is nobody; a shop that cannot answer is asked again. */
async function recognise(): Promise<void> {
  if (!shop.login.exists) {
    visitor.value = 'nobody';
    return;
  }
  try {
    visitor.value = await answerOf(shop.api.GET('/api/users/me'));
  } catch (error) {
    if (error instanceof ShopError && error.status === 401) visitor.value = 'nobody';
    else setTimeout(() => void recognise(), ASKED_AGAIN_AFTER_MS);
  }
}

/** Ends the login for everybody who holds its tokens. @throws ShopError PASSWORD_MISMATCH */
export async function logOut(password: string): Promise<void> {
  await answerOf(shop.api.POST('/api/auth/logout', { body: { password } }));
  shop.login.forget();
}
