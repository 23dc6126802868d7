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

/** An entry that is no origin would match no page, and the mistake would go unnoticed. */
export const origins = list.refine(
  (all) => all.every((origin) => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)),
  'must be origins such as https://shop.example, comma-separated and without a path, or *',
);

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
