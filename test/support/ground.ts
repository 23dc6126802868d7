import type { Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Bus } from '#platform/bus/bus';
import { Database } from '#platform/database/database';
import { PlatformModule } from '#platform/platform.module';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from './scheme';

/** The ground on a schema of its own, with the providers under test on it. */
export interface Ground {
  readonly module: TestingModule;
  readonly database: Database;
  readonly bus: Bus;
  readonly scheme: string;
  close(): Promise<void>;
}

interface GroundOptions {
  readonly providers?: readonly Provider[];
  readonly variables?: Record<string, string>;
  /** another instance on the schema of an existing ground; that one drops it */
  readonly beside?: Ground;
}

export async function openGround({ providers = [], variables = {}, beside }: GroundOptions = {}): Promise<Ground> {
  const scheme = beside?.scheme ?? (await createScheme());
  const module = await Test.createTestingModule({
    imports: [PlatformModule.forRoot(configFor(scheme, variables), schema)],
    providers: [...providers],
  }).compile();
  await module.init();
  return {
    module,
    database: module.get(Database),
    bus: module.get(Bus),
    scheme,
    async close() {
      await module.close();
      if (beside === undefined) await dropScheme(scheme);
    },
  };
}
