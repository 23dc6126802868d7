import { type Agent, type ClientRequest, type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** for the whole call, from the connection to the last byte of the response, ms */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ConnectionOptions {
  /** keeps connections open; false: each request has a connection of its own */
  readonly agent: Agent | false;
  /** finds the address of a name, where not every address is allowed */
  readonly lookup?: LookupFunction;
  /** for the name, the connection and TLS, ms */
  readonly connectLimitMs: number;
  /** No more is read; a longer response is a failure. */
  readonly maxBodyBytes: number;
  /** the response counts as complete with its headers, and its body is thrown away */
  readonly ignoresBody?: boolean;
}

/** There is no whole response to a request. */
export class HttpRequestFailed extends Error {
  /**
   * @param maySent whether the server may have got the request, in whole or in part. If it may, what it did is unknown;
   *   if not, nothing has happened there
   * @param isConnectionFailure the server could not be reached at all
   */
  constructor(
    message: string,
    readonly maySent: boolean,
    readonly isConnectionFailure: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = HttpRequestFailed.name;
  }
}

/**
 * Sends one request and reads its response. It follows no redirect and repeats nothing: a connection that was kept open
 * may have been closed by the server just then, and no one knows whether the request arrived before.
 * @throws HttpRequestFailed
 */
export async function sendRequest(request: HttpRequest, connection: ConnectionOptions): Promise<HttpResponse> {
  const attempt = new Attempt(connection.connectLimitMs);
  const limit = AbortSignal.timeout(request.limitMs);
  const signal = AbortSignal.any(request.signal === undefined ? [limit] : [limit, request.signal]);
  try {
    signal.throwIfAborted();
    return await attempt.send(request, connection, signal);
  } catch (error) {
    throw attempt.failure(error, limit.aborted, signal.aborted);
  } finally {
    attempt.end();
  }
}

/** What is known of a request on its way. */
class Attempt {
  private isConnected = false;
  private connectTimer: NodeJS.Timeout | undefined;

  constructor(private readonly connectLimitMs: number) {}

  send(request: HttpRequest, connection: ConnectionOptions, signal: AbortSignal): Promise<HttpResponse> {
    const { method, url, headers, body = '' } = request;
    const { agent, lookup } = connection;
    const target = new URL(url);
    const open = target.protocol === 'https:' ? requestOverHttps : requestOverHttp;
    const length = body === '' && method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = open(target, { method, agent, headers: { ...headers, ...length }, lookup, signal });
    this.watchConnection(sent, target.protocol === 'https:');
    return new Promise((resolve, reject) => {
      sent.on('error', reject);
      // Node emits no error for a request whose socket it has handed over.
      sent.on('upgrade', (_, socket) => {
        socket.destroy();
        reject(new Error('The server switched to another protocol'));
      });
      sent.on('response', (response) => resolve(responseOf(response, connection)));
      sent.end(body);
    });
  }

  failure(error: unknown, isTooLate: boolean, isAborted: boolean): HttpRequestFailed {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const reason = isTooLate ? 'No response in time' : isAborted ? 'The call was aborted' : message;
    const isConnectionFailure = !this.isConnected && (isTooLate || !isAborted);
    return new HttpRequestFailed(reason, this.isConnected, isConnectionFailure, error);
  }

  end(): void {
    clearTimeout(this.connectTimer);
  }

  /** From the moment of the connection on, Node writes the request whenever it likes: it may have been sent. */
  private watchConnection(request: ClientRequest, isSecure: boolean): void {
    const connected = (): void => {
      this.isConnected = true;
      clearTimeout(this.connectTimer);
    };
    this.connectTimer = setTimeout(() => request.destroy(new Error('No connection in time')), this.connectLimitMs);
    request.on('socket', (socket: Socket) => {
      if (request.reusedSocket) connected();
      else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
    });
  }
}

async function responseOf(response: IncomingMessage, options: ConnectionOptions): Promise<HttpResponse> {
  const { statusCode: status = 0, headers } = response;
  const body = readBody(response, options.maxBodyBytes);
  if (options.ignoresBody !== true) return { status, headers, body: await body };
  body.catch(() => undefined);
  return { status, headers, body: '' };
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > maxBytes) throw new Error(`The response is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
