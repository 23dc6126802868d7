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

async function identify(): Promise<void> {
  if (!shop.login.exists) {
    visitor.value = 'guest';
    return;
  }
  try {
    visitor.value = await answerOf(shop.api.GET('/api/users/me'));
  } catch (error) {
    if (error instanceof ShopError && error.status === 401) visitor.value = 'guest';
    else setTimeout(() => void identify(), RETRY_AFTER_MS);
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
