import { z } from 'zod';
import { wholeNumber } from './whole-number';

const count = wholeNumber(1, 1_000_000_000);
const seconds = wholeNumber(1, 3_600);

/** Why these defaults: docs/adr/0017-rate-limits.md. */
export const limitVariables = {
  RATE_LIMIT_SCALE: z.coerce
    .number({ error: 'must be a number above 0, at most 1000000' })
    .positive()
    .max(1_000_000)
    .default(1),
  RATE_LIMIT_ADDRESS: count.default(12_000),
  RATE_LIMIT_LOGIN_ADDRESS: count.default(1_000),
  RATE_LIMIT_LOGIN_FAILURES: count.default(5),
  RATE_LIMIT_LOGIN_UNKNOWN_NETWORKS: count.default(100),
  RATE_LIMIT_LOGIN_DELAY_S: seconds.default(1),
  RATE_LIMIT_LOGIN_LONGEST_DELAY_S: seconds.default(60),
  RATE_LIMIT_ORDERS: count.default(60),
  RATE_LIMIT_SOCKETS_ADDRESS: count.default(10_000),
  RATE_LIMIT_SOCKETS_USER: count.default(100),
  RATE_LIMIT_SOCKET_PACKETS: count.default(5),
};
type Variables = z.infer<z.ZodObject<typeof limitVariables>>;

/** How much one address, account or user may ask for. */
export interface Limits {
  /** what all the others were multiplied by */
  readonly scale: number;
  /** requests of one address in a minute */
  readonly address: number;
  /** passwords that are hashed for one address in ten minutes: sign-ups, logins, logouts, withdrawals */
  readonly passwords: number;
  /** wrong passwords of one account, from one address or under one login, before each further one must wait */
  readonly failures: number;
  /** the same, over all addresses from which the account has not logged in lately */
  readonly unknownNetworks: number;
  /** how long the first such one must wait, and any at most, ms; times, so not multiplied */
  readonly delay: { readonly first: number; readonly longest: number };
  /** orders of one user in a minute */
  readonly orders: number;
  /** sockets open at once on one instance, of one address and of one user */
  readonly sockets: { readonly address: number; readonly user: number };
  /** packets that one socket may send, in a second in the long run */
  readonly packets: number;
}

export function limitsFrom(env: Variables): Limits {
  const scaled = (limit: number): number => Math.ceil(limit * env.RATE_LIMIT_SCALE);
  return {
    scale: env.RATE_LIMIT_SCALE,
    address: scaled(env.RATE_LIMIT_ADDRESS),
    passwords: scaled(env.RATE_LIMIT_LOGIN_ADDRESS),
    failures: scaled(env.RATE_LIMIT_LOGIN_FAILURES),
    unknownNetworks: scaled(env.RATE_LIMIT_LOGIN_UNKNOWN_NETWORKS),
    delay: { first: env.RATE_LIMIT_LOGIN_DELAY_S * 1_000, longest: env.RATE_LIMIT_LOGIN_LONGEST_DELAY_S * 1_000 },
    orders: scaled(env.RATE_LIMIT_ORDERS),
    sockets: { address: scaled(env.RATE_LIMIT_SOCKETS_ADDRESS), user: scaled(env.RATE_LIMIT_SOCKETS_USER) },
    packets: scaled(env.RATE_LIMIT_SOCKET_PACKETS),
  };
}
