import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '#platform/platform.module';
import { AccessTokens } from '#platform/security/access-tokens';
import type { Principal } from '#platform/security/principal';
import { SessionCheck } from '#platform/security/session-check';
import { EventModule } from '../../src/modules/event/event.module';
import { ProductModule } from '../../src/modules/product/product.module';
import { SearchModule } from '../../src/modules/search/search.module';
import { schema } from '../../src/schema';
import { type Caller, callerAt } from './caller';
import { type Instance, type InstanceOptions, openInstance } from './instance';

/** An application of the product, event, stock and search modules only. */
export interface Catalogue extends Instance {
  readonly admin: Caller;
  readonly user: Caller;
  readonly anonymous: Caller;
}

/** Treats every login as live. */
class AcceptAllSessions extends SessionCheck {
  override assertLive(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({})
class CatalogueModule {}

interface CatalogueOptions extends Pick<InstanceOptions, 'variables' | 'beside'> {
  /** additional providers of the root module */
  readonly providers?: DynamicModule['providers'];
}

export async function openCatalogue({ providers = [], ...options }: CatalogueOptions = {}): Promise<Catalogue> {
  const instance = await openInstance({
    ...options,
    rootOf: (config) => ({
      module: CatalogueModule,
      imports: [PlatformModule.forRoot(config, schema), ProductModule, EventModule, SearchModule],
      providers: [{ provide: SessionCheck, useClass: AcceptAllSessions }, ...providers],
    }),
  });
  const { app, address } = instance;
  const tokenOf = (userId: number, role: Principal['role']): string =>
    app.get(AccessTokens).sign({ userId, role, sessionId: `login of ${userId}`, generation: 0 }).token;
  return {
    ...instance,
    admin: callerAt(address, tokenOf(1, 'ADMIN')),
    user: callerAt(address, tokenOf(2, 'USER')),
    anonymous: callerAt(address, undefined),
  };
}
