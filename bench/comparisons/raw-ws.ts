import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/**
 * The least that telling many clients can cost: `ws` alone, its broadcast as its own documentation has it. A POST is
 * told to everybody as it stands, and answered with the instant (ns, monotonic) before the first was told.
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
