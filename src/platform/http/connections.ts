import { type IncomingMessage, type RequestListener, Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The only path on which a connection may be upgraded; the module that provides the sockets handles it. */
export const SOCKETS_PATH = '/socket.io';

/** Node keeps at most this many names and values of headers, and silently drops the rest. */
const MAX_RAW_HEADERS = 2_000;

/** Between two pipelined requests of a connection. Browsers do not pipeline; a client that does is served, but slowly. */
const PIPELINED_PAUSE_MS = 4;

/** Internals of Node's connections: the response that is not finished yet, and what reads from the network. */
export type Connection = Socket & {
  readonly _httpMessage?: ServerResponse | null;
  readonly _handle?: { reading: boolean; readStop(): void } | null;
};

/**
 * A server on which a connection has one unfinished request at a time. Node parses everything that a chunk of 64 KiB
 * contains: one connection that pipelined 20,000 requests took 340 MB (2026-11). Here the parser stops at a request
 * that arrives before the response to the previous one is finished, the connection is not read meanwhile, and the
 * request is put back when the response is finished.
 *
 * A request for another protocol than that of the sockets is served as an ordinary one, as HTTP allows: Java's client
 * asks for HTTP/2 in its first request, even in a POST.
 */
export class SequentialServer extends Server {
  private readonly serve: (connection: Socket) => void;

  constructor(options: ServerOptions, onRequest: RequestListener) {
    super(options, onRequest);
    const [listener] = this.listeners('connection') as ((connection: Socket) => void)[];
    if (listener === undefined) throw new Error('This version of Node serves connections in another way.');
    this.serve = listener.bind(this);
    // Without a listener Node would serve such a request as an ordinary one, and lose what was pipelined behind it.
    this.on('upgrade', () => undefined);
  }

  /** The parser stops at a request for which Node emits `upgrade`, and passes on the bare connection. */
  override emit(event: string, ...parameters: unknown[]): boolean {
    return event === 'upgrade' && this.serveLater(...(parameters as [IncomingMessage, Connection, Buffer]))
      ? true
      : super.emit(event, ...parameters);
  }

  private serveLater(request: IncomingMessage, connection: Connection, rest: Buffer): boolean {
    const unfinished = connection._httpMessage ?? undefined;
    const isForSockets = request.url?.startsWith(`${SOCKETS_PATH}/`) === true;
    if (unfinished === undefined && isForSockets) return false;
    const head = Buffer.from(headOf(request, isForSockets), 'latin1');
    const serve = (): void => {
      connection.off('error', ignore);
      // One of the dropped headers may have said where the body ends.
      if (request.rawHeaders.length >= MAX_RAW_HEADERS) connection.destroy();
      if (connection.destroyed || !connection.writable) return;
      connection.unshift(rest);
      connection.unshift(head);
      connection.setTimeout(0);
      this.serve(connection);
    };
    connection.on('error', ignore);
    // Node would store another 64 KiB for each request that waits.
    stopReading(connection);
    if (unfinished === undefined) setImmediate(serve);
    // Without the pause the requests of one connection would keep all others waiting, and each costs Node a new set-up of
    // the connection: one that sent 7,500 in a second took 200 MB (2026-11).
    // A timer that is due fires in the same turn as the one that set it, so serving waits for a turn of its own.
    else unfinished.once('close', () => setTimeout(() => setImmediate(serve), PIPELINED_PAUSE_MS));
    return true;
  }
}

/** Makes the parser stop at every request of a connection whose previous response is not finished. */
export function stopAtPipelinedRequests(prototype: object): void {
  Object.defineProperty(prototype, 'upgrade', {
    get(this: Stoppable) {
      return this.stopped === true;
    },
    // Node sets it for every request, before it creates a response.
    set(this: Stoppable, isUpgrade: boolean | null) {
      if (isUpgrade === true || (isUpgrade === false && isBusy(this.socket))) this.stopped = true;
    },
  });
}

interface Stoppable {
  readonly socket: Connection;
  stopped?: boolean;
}

function isBusy({ _httpMessage: unfinished }: Connection): boolean {
  return unfinished !== undefined && unfinished !== null;
}

/** Node reads on when a request of the connection is served, or its body is read. */
export function stopReading({ _handle: handle }: Connection): void {
  if (handle === undefined || handle === null) return;
  handle.reading = false;
  handle.readStop();
}

/** While no request is served, no one else handles an error of the connection, which closes it anyway. */
function ignore(): void {
  // The response is closed too, so the request is dropped.
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage, keepsUpgrade: boolean): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (keepsUpgrade || name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
