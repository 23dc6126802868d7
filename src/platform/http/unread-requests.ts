import { type IncomingMessage, ServerResponse } from 'node:http';
import { type Connection, stopReading } from './connections';

/** How long the client has to read the last response before its connection is destroyed. */
const LINGER_MS = 1_000;

type WriteHead = (this: ServerResponse, ...parameters: unknown[]) => ServerResponse;

/** Whether a body follows the head of the request. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
}

/**
 * Makes the response to a request whose body has not arrived the last one of its connection. Node would keep the
 * connection, and read and discard the rest of the body for up to 30 s, however large it is.
 */
export function closeUnreadRequests(prototype: object): void {
  const { writeHead } = ServerResponse.prototype as { writeHead: WriteHead };
  Object.defineProperty(prototype, 'writeHead', {
    // Node calls it for every response, also for one whose head is implicit.
    value(this: ServerResponse, ...parameters: unknown[]) {
      const { req: request } = this;
      if (!request.complete && hasBody(request)) closeAfter(this, request);
      return Reflect.apply(writeHead, this, parameters);
    },
  });
}

function closeAfter(response: ServerResponse, request: IncomingMessage): void {
  response.shouldKeepAlive = false;
  const connection = request.socket;
  // Node calls it when the last response is sent.
  connection.destroySoon = () => endConnection(connection);
}

/**
 * Sends the end of the connection, does not read from it any more, and destroys it after a second. Destroyed at once, the
 * connection would be reset because of what the client still sends, and the client could not read the response. What
 * the client sends meanwhile stays in the buffers of the kernel.
 */
export function endConnection(connection: Connection, response = ''): void {
  connection.end(response);
  stopReading(connection);
  // Node has asked for the rest of an unread body: this takes effect in this turn of the event loop.
  setImmediate(() => stopReading(connection));
  const linger = setTimeout(() => connection.destroy(), LINGER_MS).unref();
  connection.once('close', () => clearTimeout(linger));
}
