import type { Database } from '#platform/database/database';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Principal } from '#platform/security/principal';
import { type Caller, callerAt } from './caller';
import { createProduct } from './products';
import { type Instance, type InstanceOptions, openInstance } from './instance';

/** The application with customers who are already logged in. */
export interface Shop extends Instance {
  readonly admin: Caller;
  readonly anonymous: Caller;
  /** One of MAX_BUYERS customers with a live login, but without an account: hashing their passwords takes long. */
  buyer(userId: number): Caller;
  /** Creates a product with this many units as an administrator would. @returns its id */
  stocked(units: number, price?: number): Promise<number>;
}

const ADMINISTRATOR = 1_000_000;
const MAX_BUYERS = 10_000;

export async function openShop(options: Pick<InstanceOptions, 'variables' | 'beside'> = {}): Promise<Shop> {
  const instance = await openInstance(options);
  const { app, address } = instance;
  if (options.beside === undefined) await insertLogins(instance.database);
  const as = (userId: number, role: Principal['role']): Caller => {
    const principal = { userId, role, sessionId: loginOf(userId), generation: 0 };
    return callerAt(address, app.get(AccessTokens).sign(principal).token);
  };
  const admin = as(ADMINISTRATOR, 'ADMIN');
  return {
    ...instance,
    admin,
    anonymous: callerAt(address, undefined),
    buyer: (userId) => as(userId, 'USER'),
    async stocked(units, price = 10_000) {
      const productId = await createProduct(admin, {
        productName: '램프',
        productPrice: price,
        productCategory: 'HOME_LIVING',
      });
      if (units > 0) await admin.post(`/api/stocks/product/${productId}/increase?quantity=${units}`);
      return productId;
    },
  };
}

const loginOf = (userId: number): string => `login-of-${userId}`;

async function insertLogins(database: Database): Promise<void> {
  const users = [ADMINISTRATOR, ...Array.from({ length: MAX_BUYERS }, (_, index) => index + 1)];
  await database.execute(
    `INSERT INTO sessions (session_id, account_id, expires_at)
     VALUES ${users.map(() => '(?, NOW(3) + INTERVAL 1 DAY)').join(',')}`,
    users.map((userId) => [loginOf(userId), userId]),
  );
}
