import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * The least that a broadcast can cost: `ws` alone, with the loop of its own documentation. The body of a POST goes to
 * every client unchanged, and the answer is the instant before the first send (ns, monotonic).
 */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const text = Buffer.concat(parts);
    const at = process.hrtime.bigint();
    if (request.method === 'POST') {
      for (const client of sockets.clients) {
        if (client.readyState === WebSocket.OPEN) client.send(text, { binary: false });
      }
    }
    response.end(String(at));
  });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

server.listen(Number(process.env['PORT']), '127.0.0.1');
