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
import { configFor, createScheme, dropScheme } from './scheme';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** the JSON of the answer, whatever it is */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

/** Somebody who talks to one instance over HTTP. */
export interface Caller {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

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

function callerAt(address: string, token: string | undefined): Caller {
  const call = async (method: string, path: string, body?: unknown, more: object = {}): Promise<Answer> => {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    };
    const response = await fetch(`${address}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
}
