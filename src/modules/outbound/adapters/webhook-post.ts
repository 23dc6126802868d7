import { lookup as resolve } from 'node:dns';
import { request as requestOverHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isLocalHost, isPublicAddress } from '../domain/public-address';

const ANSWER_LIMIT_MS = 10_000;
const MOST_ANSWER_BYTES = 65_536;

interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** whether the receiver may be on this machine or in a private network */
  readonly anywhere: boolean;
  readonly signal: AbortSignal;
}

class NotPublic extends Error {
  constructor(hostname: string) {
    super(`${hostname} is not an address of the public internet`);
  }
}

/**
 * Sends once, over a connection of its own, and answers the status. No redirect is followed, no answer read beyond a
 * limit, and all of it ends in time.
 * @throws Error of one line, when there was no answer
 */
export async function postWebhook({ url, body, headers, anywhere, signal }: Post): Promise<number> {
  const target = new URL(url);
  if (!anywhere && isLocalHost(target.hostname)) throw new NotPublic(target.hostname);
  const send = target.protocol === 'https:' ? requestOverHttps : requestOverHttp;
  const ends = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
  const request = send(target, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: anywhere ? undefined : lookUpPublic,
    signal: ends,
  });
  return answered(request, body, ends);
}

function answered(request: ClientRequest, body: string, ends: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    request.on('response', (answer) => {
      resolve(answer.statusCode ?? 0);
      readToTheEnd(answer);
    });
    request.on('error', (error) => reject(ends.aborted ? new Error('No answer in time') : error));
    // A receiver that switches protocols has not answered.
    request.on('upgrade', (_, socket) => socket.destroy(new Error('It asked for another protocol')));
    request.end(body);
  });
}

/** Nobody looks into it; the connection lives until it is over, or too much. */
function readToTheEnd(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('error', () => undefined);
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) answer.destroy();
  });
}

/**
 * The connection is made to the very addresses that were judged: a name that is resolved twice may have changed
 * meanwhile. One address of ours among them is enough to refuse them all.
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
