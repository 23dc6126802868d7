import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemTitle, problemType } from './problem';
import { NOT_HTTP } from './malformed-http';
import { endConnection } from './unread-requests';

/** No client can hold a connection by sending slowly. */
const HEADERS_LIMIT_MS = 10_000;
const REQUEST_LIMIT_MS = 30_000;
/** longer than the minute after which proxies close idle connections, so that they never write into a closing one */
const KEEP_ALIVE_MS = 65_000;
/**
 * How often Node looks for slow requests. Its default is twice a minute, which would turn a limit of 10 s into up to 40
 * s.
 */
const TIMEOUT_CHECK_EVERY_MS = 1_000;

/** Internals of Node's connections: the response that is being sent, and the request that is being read. */
interface Connection {
  readonly _httpMessage?: ServerResponse | null;
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null;
}

export function setServerLimits(server: Server<typeof IncomingMessage>): void {
  server.headersTimeout = HEADERS_LIMIT_MS;
  server.requestTimeout = REQUEST_LIMIT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Both are options of the constructor, which the framework calls; Node reads them only when it needs them.
  // `rejectMalformedHttp` refuses requests without a Host, so that they get a problem like every other refusal.
  Object.assign(server, { connectionsCheckingInterval: TIMEOUT_CHECK_EVERY_MS, requireHostHeader: false });
  // Node would refuse a request with an unknown `Expect` with an empty response. The request can be served without it.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else if (isAlreadyAnswered(socket)) endConnection(socket, '');
    else if (!closesAfterCurrentResponse(socket)) endConnection(socket, badRequestResponse(error));
  });
}

/**
 * Malformed bytes may follow a request whose response is still to be sent. The client would take a refusal for that
 * response, and a placed order for a refused one. So the earlier request is answered, and then the connection is
 * closed.
 */
function closesAfterCurrentResponse(socket: Socket): boolean {
  const { _httpMessage: answer } = socket as Connection;
  if (answer?.req.complete !== true) return false;
  answer.shouldKeepAlive = false;
  return true;
}

/** A request may be answered before its body has arrived: then errors of that body are not reported any more. */
function isAlreadyAnswered(socket: Socket): boolean {
  const { _httpMessage: answer, parser } = socket as Connection;
  if (parser?.incoming?.complete !== false) return false;
  return answer?.req !== parser.incoming || answer.headersSent;
}

/** Bytes that are not HTTP have no route and no response object, but they get a problem as well. */
function badRequestResponse(error: NodeJS.ErrnoException): string {
  const [status, words] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout']
        : [400, 'Bad Request'];
  const requestId = randomUUID();
  const code = 'VALIDATION_FAILED';
  const [type, title] = [problemType(code), problemTitle(code)];
  const detail = NOT_HTTP;
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
