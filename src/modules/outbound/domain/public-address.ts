import { IPv4, IPv6 } from 'ipaddr.js';

/** Ranges that the library does not classify as unicast, although they belong to the public internet. */
const PUBLIC_V4: readonly string[] = ['unicast', 'as112', 'amt'];
/** The part of IPv6 that is given out for the public internet, and what it keeps for examples. */
const GLOBAL_V6 = IPv6.parseCIDR('2000::/3');
const DOCUMENTATION_V6 = IPv6.parseCIDR('3fff::/20');

/**
 * Whether an address belongs to the public internet: not to this machine, a private network, a tunnel to an IPv4
 * address, or a range that is reserved.
 */
export function isPublicAddress(address: string): boolean {
  if (IPv4.isValidFourPartDecimal(address)) return PUBLIC_V4.includes(IPv4.parse(address).range());
  if (!IPv6.isValid(address)) return false;
  const parsed = IPv6.parse(address);
  return parsed.match(GLOBAL_V6) && !parsed.match(DOCUMENTATION_V6) && parsed.range() === 'unicast';
}

/** Whether a host is certainly local. A name other than `localhost` is only known once it is resolved. */
export function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (IPv4.isValidFourPartDecimal(host) || IPv6.isValid(host)) return !isPublicAddress(host);
  return host === 'localhost' || host.endsWith('.localhost');
}
