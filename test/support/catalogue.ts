import { type DynamicModule, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Bus } from '#platform/bus/bus';
import { Database } from '#platform/database/database';
import { PlatformModule } from '#platform/platform.module';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Principal } from '#platform/security/principal';
import { SessionCheck } from '#platform/security/session-check';
import { createApplication } from '../../src/app';
import { EventModule } from '../../src/modules/event/event.module';
import { ProductModule } from '../../src/modules/product/product.module';
import { schema } from '../../src/schema';
import { type Caller, callerAt } from './caller';
import { configFor, createScheme, dropScheme } from './scheme';

/** Products and hot deals, listening, on a schema of their own. */
export interface Catalogue {
  readonly app: NestExpressApplication;
  readonly database: Database;
  readonly bus: Bus;
  readonly scheme: string;
  readonly admin: Caller;
  readonly user: Caller;
  readonly anybody: Caller;
  close(): Promise<void>;
}

/** Every login lives. */
class EverLiving extends SessionCheck {
  override assertLive(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({})
class CatalogueModule {}

interface CatalogueOptions {
  readonly variables?: Record<string, string>;
  /** more modules or providers to stand beside */
  readonly providers?: DynamicModule['providers'];
  /** another instance on the schema of this one, which drops it */
  readonly beside?: Catalogue;
}

export async function openCatalogue(options: CatalogueOptions = {}): Promise<Catalogue> {
  const { variables = {}, providers = [], beside } = options;
  const scheme = beside?.scheme ?? (await createScheme());
  const app = await createApplication({
    module: CatalogueModule,
    imports: [PlatformModule.forRoot(configFor(scheme, variables), schema), ProductModule, EventModule],
    providers: [{ provide: SessionCheck, useClass: EverLiving }, ...providers],
  });
  await app.listen(0, '127.0.0.1');
  const address = await app.getUrl();
  const tokenOf = (userId: number, role: Principal['role']): string =>
    app.get(AccessTokens).sign({ userId, role, sessionId: `login of ${userId}`, generation: 0 }).token;
  return {
    app,
    database: app.get(Database),
    bus: app.get(Bus),
    scheme,
    admin: callerAt(address, tokenOf(1, 'ADMIN')),
    user: callerAt(address, tokenOf(2, 'USER')),
    anybody: callerAt(address, undefined),
    async close() {
      await app.close();
      if (beside === undefined) await dropScheme(scheme);
    },
  };
}
