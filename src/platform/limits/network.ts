import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import { IPv4, IPv6 } from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** Longer than any address with its zone, brackets and port. */
const MAX_LENGTH = 100;
/** More proxies than any request passes; a trusted one that sends more addresses must not cost more than others. */
const MAX_HOPS = 30;
const V4_PORT = /:\d{1,5}$/;
const BRACKETS = /^\[([^\]]*)\](?::\d{1,5})?$/;

/** Parsing takes 2 µs; most addresses come again. */
const parsed = new LRUCache<string, { readonly address: string | undefined }>({ max: 10_000 });
const networks = new LRUCache<string, string>({ max: 10_000 });

/** Express sets the application on each request: it knows which proxies `TRUST_PROXY` names. */
interface Routed {
  readonly app?: { get(setting: 'trust proxy fn'): (address: string, hop: number) => boolean };
}

/**
 * The network of the client: the key of everything that is limited by address. Proxies that `TRUST_PROXY` names may
 * report the client in `X-Forwarded-For`. If what one of them reports is no address, its own address counts.
 */
export function clientNetwork(request: IncomingMessage): string {
  const peer = addressOf(request.socket.remoteAddress ?? '') ?? '';
  const forwarded = request.headers['x-forwarded-for'];
  return networkOf(forwarded === undefined ? peer : forwardedFor(request, peer, String(forwarded)));
}

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 address, because a household gets a whole /64.
 * @param address as `addressOf` returns it
 */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const known = networks.get(address);
  if (known !== undefined) return known;
  const network = `${IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
  networks.set(address, network);
  return network;
}

/** Each proxy appends the address that it was connected to, so the list is read from its end. */
function forwardedFor(request: IncomingMessage, peer: string, forwarded: string): string {
  const trusts = (request as Routed).app?.get('trust proxy fn');
  let address = peer;
  let end = forwarded.length;
  for (let hop = 0; hop < MAX_HOPS && end > 0 && trusts?.(address, hop) === true; hop++) {
    const start = forwarded.lastIndexOf(',', end - 1) + 1;
    const reported = addressOf(forwarded.slice(start, end).trim());
    if (reported === undefined) break;
    address = reported;
    end = start - 1;
  }
  return address;
}

/** Without port, brackets and zone; IPv4 addresses that are mapped to IPv6 as IPv4; undefined if it is no address. */
export function addressOf(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (text.length > MAX_LENGTH) return undefined;
  const known = parsed.get(text);
  if (known !== undefined) return known.address;
  const address = parse(text);
  parsed.set(text, { address });
  return address;
}

function parse(text: string): string | undefined {
  const withoutPort = text.replace(V4_PORT, '');
  if (IPv4.isValidFourPartDecimal(withoutPort)) return withoutPort;
  const [bare = ''] = (BRACKETS.exec(text)?.[1] ?? text).split('%', 1);
  if (IPv4.isValidFourPartDecimal(bare)) return bare;
  if (!IPv6.isValid(bare)) return undefined;
  const address = IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toString();
}
