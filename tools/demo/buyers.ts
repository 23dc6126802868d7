import { LoginInMemory, type LoginStore, openShop, type Shop, ShopError } from '@hotdeal/client';
import { LauncherError } from '../terminal';
import { mapConcurrently } from './concurrency';
import type { DemoState } from './demo-state';
import { request, withRetries } from './shop-access';

/** The shop hashes a password in about 55 ms of one core, and only a few at a time: more would wait there. */
const LOGIN_CONCURRENCY = 4;
const LIST_CONCURRENCY = 16;

export interface Buyer {
  readonly shop: Shop;
  /** shared with a second visit of the same account */
  readonly loginStore: LoginStore;
  /** the newest one before the sale */
  readonly newestOrder: number | undefined;
}

interface Account {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** The accounts of the buyers. Each signs up once and logs in for each run. */
export class BuyerAccounts {
  private readonly buyers = new Map<number, Omit<Buyer, 'newestOrder'>>();

  constructor(
    private readonly origin: string,
    private readonly state: DemoState,
  ) {}

  async logIn(count: number, advance: () => void): Promise<readonly Buyer[]> {
    const { values } = this.state;
    const known = values.accounts;
    const visits = await mapConcurrently(Array.from({ length: count }), LOGIN_CONCURRENCY, async (_, place) => {
      const loginStore = new LoginInMemory();
      const shop = openShop({ baseUrl: this.origin, loginStore });
      await logIn(shop, this.account(place), place < known);
      const visit = { shop, loginStore };
      this.buyers.set(place, visit);
      values.accounts = Math.max(values.accounts, place + 1);
      advance();
      return visit;
    });
    this.state.save();
    return mapConcurrently(visits, LIST_CONCURRENCY, async ({ shop, loginStore }) => {
      const { items } = await request(() => shop.api.GET('/api/orders', { params: { query: { limit: 1 } } }));
      return { shop, loginStore, newestOrder: items[0]?.orderId };
    });
  }

  loggedIn(place: number): Shop | undefined {
    return this.buyers.get(place)?.shop;
  }

  /** @returns nothing if there is no such account (any more) */
  async logInAgain(place: number): Promise<Shop | undefined> {
    const shop = openShop({ baseUrl: this.origin, loginStore: new LoginInMemory() });
    return (await hasLoggedIn(shop, this.account(place))) ? shop : undefined;
  }

  private account(place: number): Account {
    const { tag, password } = this.state.values;
    return { email: `buyer-${place + 1}.${tag}@demo.example`, password, name: `Demo buyer ${place + 1}` };
  }
}

async function logIn(shop: Shop, account: Account, isKnown: boolean): Promise<void> {
  if (isKnown && (await hasLoggedIn(shop, account))) return;
  await request(() => shop.api.POST('/api/auth/signup', { body: account })).catch((failure: unknown) => {
    if (!(failure instanceof ShopError) || failure.code !== 'EMAIL_TAKEN') throw failure;
  });
  if (await hasLoggedIn(shop, account)) return;
  throw new LauncherError(`${account.email} has an account but cannot log in with the password of this data folder.`);
}

async function hasLoggedIn(shop: Shop, { email, password }: Account): Promise<boolean> {
  try {
    await withRetries(() => shop.login.logIn({ email, password }));
    return true;
  } catch (failure) {
    if (failure instanceof ShopError && failure.code === 'INVALID_CREDENTIALS') return false;
    throw failure;
  }
}
