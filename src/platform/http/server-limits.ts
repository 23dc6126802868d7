import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemTitle, problemType } from './problem';

/** No client can hold a connection by sending slowly. */
const HEADERS_LIMIT_MS = 10_000;
const REQUEST_LIMIT_MS = 30_000;
/** longer than the minute after which proxies close idle connections, so that they never write into a closing one */
const KEEP_ALIVE_MS = 65_000;

export function limit(server: Server<typeof IncomingMessage>): void {
  server.headersTimeout = HEADERS_LIMIT_MS;
  server.requestTimeout = REQUEST_LIMIT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Node would refuse an `Expect` that it does not know without a word; what is asked for can be answered all the same.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else socket.end(answerTo(error));
  });
}

/** What could not even be read as HTTP has no route and no response object, yet gets its problem. */
function answerTo(error: NodeJS.ErrnoException): string {
  const [status, words] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout']
        : [400, 'Bad Request'];
  const requestId = randomUUID();
  const code = 'VALIDATION_FAILED';
  const [type, title] = [problemType(code), problemTitle(code)];
  const detail = 'The request is not well-formed HTTP.';
  const body = JSON.stringify({ type, title, status, code, detail, instance: '', requestId });
  return [
    `HTTP/1.1 ${status} ${words}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
