import { IPv4, IPv6 } from 'ipaddr.js';
import { z } from 'zod';

/** The names that Express knows for private networks. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Comma-separated entries; spaces around them do not count. */
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

/** The pages of this machine on every port, such as those of a development server. */
const LOOPBACK_ORIGINS = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):\*$/;

/** An entry that is no origin would match no page, and the mistake would go unnoticed. */
export const origins = list.refine(
  (all) => all.every((entry) => entry === '*' || isOrigin(entry) || LOOPBACK_ORIGINS.test(entry)),
  'must be origins such as https://shop.example, comma-separated and without a path, http://localhost:*, or *',
);

const isOrigin = (entry: string): boolean => URL.canParse(entry) && new URL(entry).origin === entry;

/** What an origin of a request is compared with, for each entry of `origins` but `*`. */
export function originPatterns(entries: readonly string[]): (string | RegExp)[] {
  return entries.map((entry) =>
    LOOPBACK_ORIGINS.test(entry)
      ? new RegExp(`^${entry.slice(0, -2).replace(/[.[\]]/g, '\\$&')}(?::\\d{1,5})?$`)
      : entry,
  );
}

export function isAllowedOrigin(origin: string, entries: readonly string[]): boolean {
  if (entries.includes('*')) return true;
  return originPatterns(entries).some((each) => (each instanceof RegExp ? each.test(origin) : each === origin));
}

/** What Express accepts as `trust proxy`. Express itself would refuse the rest without naming the variable. */
export const trustedProxies = list.refine(
  (all) => (all.length === 1 && /^\d{1,2}$/.test(all[0] ?? '')) || all.every(isNetwork),
  'must be a number of hops, or addresses, comma-separated',
);

/** An address, or a network as `10.0.0.0/8` or `10.0.0.0/255.0.0.0`. */
function isNetwork(entry: string): boolean {
  if (NETWORKS.includes(entry)) return true;
  const [address = '', mask, ...rest] = entry.split('/');
  if (rest.length > 0) return false;
  const isV4 = IPv4.isValidFourPartDecimal(address);
  if (!isV4 && !IPv6.isValid(address)) return false;
  if (mask === undefined) return true;
  if (/^\d{1,3}$/.test(mask)) return Number(mask) >= 1 && Number(mask) <= (isV4 ? 32 : 128);
  return isV4 && IPv4.isValidFourPartDecimal(mask) && IPv4.parse(mask).prefixLengthFromSubnetMask() !== null;
}
