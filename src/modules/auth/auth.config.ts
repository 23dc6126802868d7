import { z } from 'zod';
import type { Config } from '#platform/config/config';
import { type ValuesOf, wholeNumber } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';
import { defineRateLimit } from '#platform/limits/rate-limit';

const seconds = wholeNumber(1, 3_600);

/** The first administrator, and the limits on password checks. */
export class AuthConfig {
  static readonly variables = {
    ADMIN_EMAIL: z.string().trim().optional(),
    ADMIN_PASSWORD: z.string().optional(),
    RATE_LIMIT_LOGIN_ADDRESS: limitCount.default(1_000),
    RATE_LIMIT_LOGIN_FAILURES: limitCount.default(5),
    RATE_LIMIT_LOGIN_UNKNOWN_NETWORKS: limitCount.default(100),
    RATE_LIMIT_LOGIN_DELAY_S: seconds.default(1),
    RATE_LIMIT_LOGIN_LONGEST_DELAY_S: seconds.default(60),
  };

  readonly firstAdministrator: { readonly email: string; readonly password: string } | undefined;
  /** password hashes of one address in ten minutes: sign-ups, logins, logouts, withdrawals */
  readonly passwords: number;
  /** wrong passwords for one account, from one address or in one session, before the next is delayed */
  readonly failures: number;
  /** the same, over all addresses from which the account has not logged in lately */
  readonly unknownNetworks: number;
  /** the first delay and the longest, in ms; not scaled */
  readonly delay: { readonly first: number; readonly longest: number };

  constructor(values: ValuesOf<typeof AuthConfig.variables>, { limits }: Config) {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = values;
    this.firstAdministrator = email !== undefined && password !== undefined ? { email, password } : undefined;
    this.passwords = limits.scaled(values.RATE_LIMIT_LOGIN_ADDRESS);
    this.failures = limits.scaled(values.RATE_LIMIT_LOGIN_FAILURES);
    this.unknownNetworks = limits.scaled(values.RATE_LIMIT_LOGIN_UNKNOWN_NETWORKS);
    this.delay = {
      first: values.RATE_LIMIT_LOGIN_DELAY_S * 1_000,
      longest: values.RATE_LIMIT_LOGIN_LONGEST_DELAY_S * 1_000,
    };
  }

  static missing({ ADMIN_EMAIL, ADMIN_PASSWORD }: ValuesOf<typeof AuthConfig.variables>): string[] {
    if (ADMIN_EMAIL === undefined && ADMIN_PASSWORD !== undefined) return ['ADMIN_EMAIL'];
    return ADMIN_PASSWORD === undefined && ADMIN_EMAIL !== undefined ? ['ADMIN_PASSWORD'] : [];
  }
}

/** Every request that hashes a password; one without a body carries none. */
export const PASSWORD_LIMIT = defineRateLimit({
  name: 'passwords',
  per: 'address',
  windowMs: 600_000,
  limit: (config) => config.section(AuthConfig).passwords,
  exempt: ({ headers }) => headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0),
});
