import type { Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { PlatformModule } from '#platform/platform.module';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from './scheme';

/** The platform with its own schema and the providers under test. */
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
  /** the platform whose schema is shared; that one drops it */
  readonly beside?: TestPlatform;
  /** false to compile the module without starting it, as a command of the CLI does */
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
