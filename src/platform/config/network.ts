import { isIP } from 'node:net';
import { z } from 'zod';

/** The names that Express knows for private networks. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Entries with commas between them; spaces around them do not count. */
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

/** One that is no origin would let nobody in, and be noticed by nobody. */
export const origins = list.refine(
  (all) => all.every((origin) => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)),
  'must be origins such as https://shop.example, comma-separated and without a path, or *',
);

/** What Express takes for `trust proxy`, which complains of the rest without saying where it has it from. */
export const trustedProxies = list.refine(
  (all) => (all.length === 1 && /^\d{1,2}$/.test(all[0] ?? '')) || all.every(isNetwork),
  'must be a number of hops, or addresses, comma-separated',
);

function isNetwork(entry: string): boolean {
  if (NETWORKS.includes(entry)) return true;
  const [address = '', mask, ...rest] = entry.split('/');
  const bits = BITS[isIP(address)];
  if (bits === undefined || rest.length > 0) return false;
  if (mask === undefined) return true;
  return /^\d{1,3}$/.test(mask) ? Number(mask) >= 1 && Number(mask) <= bits : bits === 32 && isIP(mask) === 4;
}
