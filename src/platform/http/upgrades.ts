import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The only path on which a connection may be upgraded; the module that provides the sockets handles it. */
export const SOCKETS_PATH = '/socket.io';

/** Node keeps at most this many names and values of headers, and silently drops the rest. */
const MAX_RAW_HEADERS = 2_000;

/**
 * Serves a request that asks for another protocol as an ordinary request, as HTTP allows: Java's client asks for HTTP/2
 * in its first request, even in a POST. Because of this listener Node passes on the bare connection and reads no
 * further, so the request is put back without its `Upgrade`, and the server treats the connection as a new one.
 */
export function ignoreUpgradeRequests(server: Server): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, rest: Buffer) => {
    if (request.url?.startsWith(`${SOCKETS_PATH}/`) === true) return;
    // One of the dropped headers may have said where the body ends.
    if (request.rawHeaders.length >= MAX_RAW_HEADERS) {
      socket.destroy();
      return;
    }
    socket.unshift(Buffer.concat([Buffer.from(withoutUpgradeHeader(request), 'latin1'), rest]));
    server.emit('connection', socket);
  });
}

function withoutUpgradeHeader({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
