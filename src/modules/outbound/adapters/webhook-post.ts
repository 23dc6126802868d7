import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { sendRequest } from '#platform/http-client/request';
import { isLocalHost, isPublicAddress } from '../domain/public-address';

const ANSWER_LIMIT_MS = 10_000;
const CONNECT_LIMIT_MS = 5_000;
const MAX_ANSWER_BYTES = 65_536;

interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** whether the URL may point to this machine or to a private network */
  readonly anywhere: boolean;
  readonly signal: AbortSignal;
}

class NotPublic extends Error {
  constructor(hostname: string) {
    super(`${hostname} is not an address of the public internet`);
  }
}

/**
 * Sends one request over its own connection and returns the status. It follows no redirect, reads
 * the response up to a limit, and ends in time.
 * @throws Error with a message of one line, when there was no response
 */
export async function postWebhook({ url, body, headers, anywhere, signal }: Post): Promise<number> {
  const { hostname } = new URL(url);
  if (!anywhere && isLocalHost(hostname)) throw new NotPublic(hostname);
  const lookup = anywhere ? undefined : lookUpPublic;
  const { status } = await sendRequest(
    { method: 'POST', url, headers, body, limitMs: ANSWER_LIMIT_MS, signal },
    { agent: false, lookup, connectLimitMs: CONNECT_LIMIT_MS, maxBodyBytes: MAX_ANSWER_BYTES, ignoresBody: true },
  );
  return status;
}

/**
 * Connects to exactly the addresses that were checked: a name that is resolved twice may have changed in between. One
 * private address among them refuses all of them.
 */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '');
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new NotPublic(hostname), '');
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
