import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Where a connection may become a socket; those who provide sockets answer there by themselves. */
export const SOCKETS_PATH = '/socket.io';

/** Node keeps no more names and values of headers than these, and drops the rest without a word. */
const MOST_KEPT = 2_000;

/**
 * Who asks for another protocol elsewhere is answered in this one, as HTTP allows: Java's client asks for HTTP/2 with
 * its first request, a POST too. Once there is a listener, Node hands over the bare connection and reads no further,
 * so the request is put back without its wish, and the connection is taken as if it were new.
 */
export function answerWithoutUpgrading(server: Server): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, rest: Buffer) => {
    if (request.url?.startsWith(`${SOCKETS_PATH}/`) === true) return;
    // What was dropped could have framed the body.
    if (request.rawHeaders.length >= MOST_KEPT) {
      socket.destroy();
      return;
    }
    socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), rest]));
    server.emit('connection', socket);
  });
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
