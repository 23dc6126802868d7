import type { Request } from 'express';
import { IPv6 } from 'ipaddr.js';

const MAPPED = '::ffff:';
/** Longer than any address: only a trusted proxy that sends garbage as an address exceeds it. */
const MAX_LENGTH = 64;

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 address, because a household gets a whole /64.
 * IPv4 addresses, also those mapped to IPv6, are not parsed, which would take 2 µs.
 */
export function networkOf(address: string): string {
  const bare = address.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;
  return (bare.includes(':') && IPv6.isValid(bare) ? networkOfV6(bare) : bare).slice(0, MAX_LENGTH);
}

/** The network of the client; proxies that `TRUST_PROXY` names may report it. */
export function clientNetwork(request: Pick<Request, 'ip'>): string {
  return networkOf(request.ip ?? '');
}

function networkOfV6(address: string): string {
  const [withoutZone] = address.split('%', 1);
  return `${IPv6.networkAddressFromCIDR(`${withoutZone}/64`).toString()}/64`;
}
