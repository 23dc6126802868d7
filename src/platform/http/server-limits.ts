import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemTitle, problemType } from './problem';
import { NOT_HTTP } from './malformed-http';

/** No client can hold a connection by sending slowly. */
const HEADERS_LIMIT_MS = 10_000;
const REQUEST_LIMIT_MS = 30_000;
/** longer than the minute after which proxies close idle connections, so that they never write into a closing one */
const KEEP_ALIVE_MS = 65_000;
/** How often Node looks for those who are too slow: by itself only twice a minute, so 10 s would be up to 40 s. */
const LOOK_FOR_SLOW_MS = 1_000;
/** for the last words to be heard */
const LINGER_MS = 1_000;

/** What Node keeps with a connection: the answer that is under way, and the request that is being read. */
interface Connection {
  readonly _httpMessage?: ServerResponse | null;
  readonly parser?: { readonly incoming?: IncomingMessage | null } | null;
}

export function limit(server: Server<typeof IncomingMessage>): void {
  server.headersTimeout = HEADERS_LIMIT_MS;
  server.requestTimeout = REQUEST_LIMIT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Both are options of the constructor, which is the framework's, and are read when they are needed. A request without
  // a Host is refused by `rejectMalformedHttp`, in the form of every refusal.
  Object.assign(server, { connectionsCheckingInterval: LOOK_FOR_SLOW_MS, requireHostHeader: false });
  // Node would refuse an `Expect` that it does not know without a word; what is asked for can be answered all the same.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else if (hasItsAnswer(socket)) hangUp(socket, '');
    else if (!answersAnother(socket)) hangUp(socket, answerTo(error));
  });
}

/**
 * What cannot be read may follow a request that is still being answered: a refusal would be taken for that answer, and
 * an order that was placed for one that was not. That one is answered, and the connection ends with it.
 */
function answersAnother(socket: Duplex): boolean {
  const { _httpMessage: answer } = socket as Connection;
  if (answer?.req.complete !== true) return false;
  answer.shouldKeepAlive = false;
  return true;
}

/** Node looks no more at who was too slow: one who never hung up in his turn would keep the connection for ever. */
function hangUp(socket: Duplex, lastWords: string): void {
  socket.end(lastWords);
  const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(linger));
}

/** A request may be answered before its body has come: what is wrong with that body then is not said any more. */
function hasItsAnswer(socket: Duplex): boolean {
  const { _httpMessage: answer, parser } = socket as Connection;
  if (parser?.incoming?.complete !== false) return false;
  return answer?.req !== parser.incoming || answer.headersSent;
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
