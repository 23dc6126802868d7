import type { Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { PlatformModule } from '#platform/platform.module';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from './scheme';

/** The platform on a schema of its own, with the providers under test. */
export interface TestPlatform {
  readonly module: TestingModule;
  readonly database: Database;
  readonly bus: EventBus;
  readonly scheme: string;
  close(): Promise<void>;
}

interface PlatformOptions {
  readonly providers?: readonly Provider[];
  readonly variables?: Record<string, string>;
  /** another instance on the schema of an existing platform; that one drops it */
  readonly beside?: TestPlatform;
  /** false for one that is put together only, as a command of the CLI does it */
  readonly starts?: boolean;
}

export async function openPlatform({
  providers = [],
  variables = {},
  beside,
  starts = true,
}: PlatformOptions = {}): Promise<TestPlatform> {
  const scheme = beside?.scheme ?? (await createScheme());
  const module = await Test.createTestingModule({
    imports: [PlatformModule.forRoot(configFor(scheme, variables), schema)],
    providers: [...providers],
  }).compile();
  if (starts) await module.init();
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
