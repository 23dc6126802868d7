import type { Request } from 'express';
import { IPv6 } from 'ipaddr.js';

const MAPPED = '::ffff:';
/** Longer than any address: only a trusted proxy that sends nonsense as an address gets there. */
const MAX_LENGTH = 64;

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 one, which is what one household is given. IPv4
 * addresses, also as a socket that listens to IPv6 writes them, are not parsed: that takes 2 µs.
 */
export function networkOf(address: string): string {
  const bare = address.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;
  return (bare.includes(':') && IPv6.isValid(bare) ? networkOfV6(bare) : bare).slice(0, MAX_LENGTH);
}

/** Where a request comes from, as far as `TRUST_PROXY` lets a proxy say so. */
export function clientNetwork(request: Pick<Request, 'ip'>): string {
  return networkOf(request.ip ?? '');
}

function networkOfV6(address: string): string {
  const [withoutZone] = address.split('%', 1);
  return `${IPv6.networkAddressFromCIDR(`${withoutZone}/64`).toString()}/64`;
}
