import type { Abstract, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type ProfileDraft, UserClient } from '#user';
import { EventBus } from '#platform/events/event-bus';
import { Database } from '#platform/database/database';
import { PlatformModule } from '#platform/platform.module';
import { AuthModule } from '../../src/modules/auth/auth.module';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from './scheme';

/** The auth module with its own schema, without HTTP. */
export interface Accounts {
  readonly module: TestingModule;
  readonly database: Database;
  readonly bus: EventBus;
  readonly scheme: string;
  close(): Promise<void>;
}

interface AccountsOptions {
  /** replacements of providers */
  readonly instead?: readonly (readonly [token: Abstract<unknown> | Type, provider: object])[];
  readonly variables?: Record<string, string>;
  /** the accounts whose schema this instance shares; they drop it */
  readonly beside?: { readonly scheme: string };
}

export async function openAccounts({ instead = [], variables = {}, beside }: AccountsOptions = {}): Promise<Accounts> {
  const scheme = beside?.scheme ?? (await createScheme());
  const building = Test.createTestingModule({
    imports: [PlatformModule.forRoot(configFor(scheme, variables), schema), AuthModule],
  });
  for (const [token, provider] of instead) {
    const override = building.overrideProvider(token);
    if (typeof provider === 'function') override.useClass(provider as Type);
    else override.useValue(provider);
  }
  const module = await building.compile();
  try {
    await module.init();
  } catch (error) {
    await module.close();
    throw error;
  }
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

/** Profiles in memory that keep the contract's promise about versions and fail where a test wants it. */
export class FakeUsers extends UserClient {
  readonly profiles = new Map<number, { version: number; live: boolean }>();
  /** called before each registration */
  beforeRegister: () => Promise<void> = () => Promise.resolve();
  /** called after each registration has taken effect */
  afterRegister: () => Promise<void> = () => Promise.resolve();
  /** called before each later change of a profile */
  beforeChange: () => Promise<void> = () => Promise.resolve();

  async register(profile: ProfileDraft): Promise<void> {
    await this.beforeRegister();
    this.apply(profile.userId, profile.version, true);
    await this.afterRegister();
  }

  async remove(userId: number, version: number): Promise<void> {
    await this.beforeChange();
    this.apply(userId, version, false);
  }

  async withdraw(userId: number, version: number): Promise<void> {
    await this.beforeChange();
    this.apply(userId, version, false);
  }

  async restore(profile: ProfileDraft): Promise<void> {
    await this.beforeChange();
    this.apply(profile.userId, profile.version, true);
  }

  get live(): number[] {
    return [...this.profiles].filter(([, profile]) => profile.live).map(([userId]) => userId);
  }

  private apply(userId: number, version: number, live: boolean): void {
    if (version > (this.profiles.get(userId)?.version ?? 0)) this.profiles.set(userId, { version, live });
  }
}
