import type { Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { PlatformModule } from '#platform/platform.module';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from './scheme';

/** The ground on a schema of its own, with the providers under test on it. */
export interface TestPlatform {
  readonly module: TestingModule;
  readonly database: Database;
  readonly bus: EventBus;
  readonly scheme: string;
  close(): Promise<void>;
}

interface GroundOptions {
  readonly providers?: readonly Provider[];
  readonly variables?: Record<string, string>;
  /** another instance on the schema of an existing ground; that one drops it */
  readonly beside?: TestPlatform;
}

export async function openPlatform({
  providers = [],
  variables = {},
  beside,
}: GroundOptions = {}): Promise<TestPlatform> {
  const scheme = beside?.scheme ?? (await createScheme());
  const module = await Test.createTestingModule({
    imports: [PlatformModule.forRoot(configFor(scheme, variables), schema)],
    providers: [...providers],
  }).compile();
  await module.init();
  return {
    module,
    database: module.get(Database),
    bus: module.get(EventBus),
    scheme,
    async close() {
      await module.close();
      if (beside === undefined) await dropScheme(scheme);
    },
  };
}
