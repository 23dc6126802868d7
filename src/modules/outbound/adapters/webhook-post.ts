import { lookup as resolve } from 'node:dns';
import { request as requestOverHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isLocalHost, isPublicAddress } from '../domain/public-address';

const ANSWER_LIMIT_MS = 10_000;
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
 * Sends one request over its own connection and returns the status. It follows no redirect, reads the response up to a
 * limit, and ends in time.
 * @throws Error with a message of one line, when there was no response
 */
export async function postWebhook({ url, body, headers, anywhere, signal }: Post): Promise<number> {
  const target = new URL(url);
  if (!anywhere && isLocalHost(target.hostname)) throw new NotPublic(target.hostname);
  const send = target.protocol === 'https:' ? requestOverHttps : requestOverHttp;
  const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
  const request = send(target, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: anywhere ? undefined : lookUpPublic,
    signal: ended,
  });
  return statusOf(request, body, ended);
}

function statusOf(request: ClientRequest, body: string, ended: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      discardBody(response);
    });
    request.on('error', (error) => reject(ended.aborted ? new Error('No answer in time') : error));
    // A switch of protocols is not a response.
    request.on('upgrade', (_, socket) => socket.destroy(new Error('The webhook switched to another protocol')));
    request.end(body);
  });
}

/** Reads the body without using it, until it ends or is too long. */
function discardBody(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
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
