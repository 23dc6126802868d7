import { answerOf, ShopError } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { connect, shop } from '../api/shop';

const RETRY_AFTER_MS = 3_000;

export interface Visitor {
  readonly userId: number;
  readonly email: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

/** The signed-in account, `guest` if there is none, and `unknown` until the shop has answered. */
export const visitor = signal<Visitor | 'guest' | 'unknown'>('unknown');

/** Connects to the shop and finds out which account is signed in, now and whenever that changes. */
export async function startSession(): Promise<void> {
  await connect();
  shop.login.onChange(() => void identify());
  await identify();
}

let latest = 0;

/** Answers that arrive after the login has changed again are ignored. */
async function identify(): Promise<void> {
  const mine = (latest += 1);
  if (!shop.login.exists) {
    visitor.value = 'guest';
    return;
  }
  try {
    const account = await answerOf(shop.api.GET('/api/users/me'));
    if (mine === latest) visitor.value = account;
  } catch (error) {
    if (mine !== latest) return;
    if (error instanceof ShopError && error.status === 401) visitor.value = 'guest';
    else setTimeout(() => mine === latest && void identify(), RETRY_AFTER_MS);
  }
}

/** Ends the login in every window that uses it; one that the shop has ended already is only forgotten. */
export async function signOut(): Promise<void> {
  try {
    await answerOf(shop.api.POST('/api/auth/logout'));
  } catch (error) {
    if (!(error instanceof ShopError) || error.status !== 401) throw error;
  }
  shop.login.forget();
}
