import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const walletErrors = { POINT_LIMIT_EXCEEDED: 409 } as const;

/** What `about` says in the problems of these codes, with an example. */
export const walletAbout = {
  POINT_LIMIT_EXCEEDED: z
    .object({
      limit: z.int().describe('the most points that a wallet can be charged up to'),
      balance: z.int().describe('the points that it has'),
    })
    .meta({ example: { limit: 5_000_000, balance: 4_990_000 } }),
};

type WalletAbout = AboutOf<typeof walletAbout>;
type WalletErrors = typeof walletErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends WalletErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends WalletAbout {}
}
