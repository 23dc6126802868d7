import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TossError } from './toss-error';

const LONGEST_BODY = 1_000_000;

export interface Call {
  readonly method: string;
  /** decoded; without the query */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export async function listen(handle: (call: Call) => Promise<void>, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    // A client that breaks its connection off is no fault of the simulator's.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void answerTo(request, response, handle);
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => ready());
  });
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await closed;
}

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (call: Call) => Promise<void>,
): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(pathname);
    await handle({ method: request.method ?? 'GET', path, query: searchParams, request, response });
  } catch (failure) {
    if (response.headersSent) response.destroy();
    else sendJson(response, ...refusalOf(failure));
  }
}

function refusalOf(failure: unknown): [status: number, body: object] {
  if (failure instanceof TossError) return [failure.status, failure.body];
  if (failure instanceof URIError || (failure instanceof TypeError && failure.message === 'Invalid URL')) {
    return refusalOf(new TossError('INVALID_REQUEST', 'The address cannot be read.'));
  }
  console.error(failure);
  return refusalOf(new TossError('FAILED_INTERNAL_SYSTEM_PROCESSING', 'The payment simulator has failed.'));
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(body));
}

/** @throws TossError when it is too long */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LONGEST_BODY) throw new TossError('PAYLOAD_TOO_LARGE');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws TossError INVALID_REQUEST when it is not JSON */
export function parseJson(content: string): unknown {
  try {
    return content.trim() === '' ? {} : JSON.parse(content);
  } catch {
    throw new TossError('INVALID_REQUEST', 'The body is not JSON.');
  }
}
