import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventBus } from '#platform/events/event-bus';
import type { Config } from '#platform/config/config';
import { Database } from '#platform/database/database';
import { createApplication } from '../../src/app';
import { AppModule } from '../../src/app.module';
import { configFor, createScheme, dropScheme } from './scheme';

/** A running instance of the application with its own schema or that of another instance. */
export interface Instance {
  readonly app: NestExpressApplication;
  readonly address: string;
  readonly database: Database;
  readonly bus: EventBus;
  readonly scheme: string;
  close(): Promise<void>;
}

export interface InstanceOptions {
  readonly variables?: Record<string, string>;
  /** the instance whose schema and Redis are shared; that one drops the schema */
  readonly beside?: Pick<Instance, 'scheme'>;
  /** the root module; that of the application by default */
  readonly rootOf?: (config: Config) => DynamicModule;
}

export async function openInstance(options: InstanceOptions = {}): Promise<Instance> {
  const { variables = {}, beside, rootOf = (config) => AppModule.forRoot(config) } = options;
  const scheme = beside?.scheme ?? (await createScheme());
  const app = await createApplication(rootOf(configFor(scheme, variables)));
  await app.listen(0, '127.0.0.1');
  return {
    app,
    address: await app.getUrl(),
    database: app.get(Database),
    bus: app.get(EventBus),
    scheme,
    async close() {
      await app.close();
      if (beside === undefined) await dropScheme(scheme);
    },
  };
}
