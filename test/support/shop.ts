import type { NestExpressApplication } from '@nestjs/platform-express';
import { Bus } from '#platform/bus/bus';
import { Database } from '#platform/database/database';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Principal } from '#platform/security/principal';
import { createApplication } from '../../src/app';
import { AppModule } from '../../src/app.module';
import { type Caller, callerAt } from './caller';
import { configFor, createScheme, dropScheme } from './scheme';

/** One instance of the whole application, listening, on a schema of its own. */
export interface Shop {
  readonly app: NestExpressApplication;
  readonly address: string;
  readonly database: Database;
  readonly bus: Bus;
  readonly scheme: string;
  readonly admin: Caller;
  readonly anybody: Caller;
  /** One of MOST_BUYERS customers with a live login, but no account behind it: hashing their passwords takes long. */
  buyer(userId: number): Caller;
  /** A new product with so many units, created as an administrator would. */
  stocked(units: number, price?: number): Promise<number>;
  close(): Promise<void>;
}

interface ShopOptions {
  readonly variables?: Record<string, string>;
  /** another instance on the schema of this one, which drops it */
  readonly beside?: Shop;
}

const ADMINISTRATOR = 1_000_000;
const MOST_BUYERS = 10_000;

export async function openShop({ variables = {}, beside }: ShopOptions = {}): Promise<Shop> {
  const scheme = beside?.scheme ?? (await createScheme());
  const app = await createApplication(AppModule.forRoot(configFor(scheme, variables)));
  await app.listen(0, '127.0.0.1');
  const address = await app.getUrl();
  if (beside === undefined) await logIn(app.get(Database));
  const as = (userId: number, role: Principal['role']): Caller => {
    const principal = { userId, role, sessionId: loginOf(userId), generation: 0 };
    return callerAt(address, app.get(AccessTokens).sign(principal).token);
  };
  const admin = as(ADMINISTRATOR, 'ADMIN');
  return {
    app,
    address,
    database: app.get(Database),
    bus: app.get(Bus),
    scheme,
    admin,
    anybody: callerAt(address, undefined),
    buyer: (userId) => as(userId, 'USER'),
    async stocked(units, price = 10_000) {
      const { status, body } = await admin.post('/api/products', {
        productName: '램프',
        productDescription: 'A lamp.',
        productPrice: price,
        productImageUrl: 'https://shop.example/lamp.png',
        productCategory: 'HOME_LIVING',
      });
      if (status !== 201) throw new Error(`No product: ${status} ${JSON.stringify(body)}`);
      const { productId } = body as { productId: number };
      if (units > 0) await admin.post(`/api/stocks/product/${productId}/increase?quantity=${units}`);
      return productId;
    },
    async close() {
      await app.close();
      if (beside === undefined) await dropScheme(scheme);
    },
  };
}

const loginOf = (userId: number): string => `login-of-${userId}`;

async function logIn(database: Database): Promise<void> {
  const users = [ADMINISTRATOR, ...Array.from({ length: MOST_BUYERS }, (_, index) => index + 1)];
  await database.execute(
    `INSERT INTO sessions (session_id, account_id, expires_at)
     VALUES ${users.map(() => '(?, NOW(3) + INTERVAL 1 DAY)').join(',')}`,
    users.map((userId) => [loginOf(userId), userId]),
  );
}
