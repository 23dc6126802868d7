// One hostile client in a process of its own. It attacks until `stop`, and then sends how often it was answered with
// which status.
'use strict';
const { Agent, request } = require('node:http');
const { connect } = require('node:net');
const { setPriority } = require('node:os');

// A hostile client has a computer of its own: here it does not take the processors that the shop needs.
setPriority(19);

const HOST = 'Host: shop.example\r\n';
const MARKS = '\u0301\u0316';
/** @type {{ kind: string, port: number, tokens: string[] }} */
let plan;
let stopped = false;
const answers = {};
const sockets = new Set();

const count = (answer) => {
  answers[answer] = (answers[answer] ?? 0) + 1;
};

/** A connection that writes what it likes, and is opened again; the statuses of its answers are counted. */
function wire(onOpen, pauseMs = 100) {
  if (stopped) return;
  const socket = connect(plan.port, '127.0.0.1', () => onOpen(socket));
  sockets.add(socket);
  socket.setEncoding('latin1').on('data', (text) => {
    for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) count(status);
  });
  socket
    .on('error', () => undefined)
    .on('close', () => {
      sockets.delete(socket);
      setTimeout(() => wire(onOpen, pauseMs), pauseMs);
    });
}

/** Keeps the connection full of copies of this request. */
function flood(socket, bytes) {
  const fill = () => {
    while (!stopped && socket.write(bytes));
  };
  socket.on('drain', fill);
  fill();
}

const agent = new Agent({ keepAlive: true, maxSockets: 100 });

function ask(method, path, headers, body) {
  return new Promise((resolve) => {
    const sent = request({ port: plan.port, method, path, headers, agent }, (response) => {
      count(response.statusCode);
      response.resume().on('end', () => setTimeout(resolve, response.statusCode === 429 ? 100 : 0));
    });
    sent.on('error', () => {
      count('none');
      setTimeout(resolve, 50);
    });
    sent.end(body);
  });
}

async function repeat(concurrency, work) {
  const one = async (number) => {
    for (let turn = number; !stopped; turn += concurrency) await work(turn);
  };
  await Promise.all(Array.from({ length: concurrency }, (_, number) => one(number)));
}

const json = (body) => JSON.stringify(body);
const login = (email, more = {}) =>
  ask('POST', '/api/auth/login', { 'content-type': 'application/json', ...more }, json({ email, password: 'x' }));
const held = (path, token, length) => (socket) =>
  socket.write(
    `POST ${path} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: ${length}\r\n` +
      `${token === undefined ? '' : `Authorization: Bearer ${token}\r\n`}\r\n${' '.repeat(length - 1)}`,
  );

const attacks = {
  nothing: () => undefined,
  ordinary: () => repeat(8, () => ask('GET', '/nothing', {})),
  texts: () => repeat(4, (turn) => login(`a${MARKS.repeat(turn % 2 === 0 ? 150_000 : 900)}`)),
  upgrades: () =>
    wire((socket) =>
      flood(socket, `GET /health/live HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`.repeat(200)),
    ),
  pipelining: () => {
    for (let each = 0; each < 8; each++) {
      wire((socket) => flood(socket, `GET /nothing HTTP/1.1\r\n${HOST}\r\n`.repeat(500)));
    }
  },
  // A thousand within a second. One that is refused comes again after one to three seconds.
  bodies: () => {
    for (let each = 0; each < 333; each++) {
      const begin = (open) => setTimeout(() => wire(open, 1_000 + Math.random() * 2_000), Math.random() * 1_000);
      begin(held('/api/auth/reissue', undefined, 2 ** 20));
      begin(held('/api/auth/reissue', undefined, 4_096));
      begin(held('/api/orders/products', plan.tokens[0], 32_768));
    }
  },
  searches: () => repeat(40, () => ask('GET', '/api/products?q=zzqqxx', { authorization: `Bearer ${plan.tokens[0]}` })),
  addresses: () =>
    repeat(4, (turn) =>
      login(`nobody-${turn}@example.com`, {
        'x-forwarded-for': [`203.0.113.2:${turn}`, `[2001:db8::1]:${turn}`, `garbage-${turn}`][turn % 3],
      }),
    ),
};

process.on('message', (message) => {
  if (message.stop !== true) {
    plan = message;
    void attacks[plan.kind]();
    return;
  }
  stopped = true;
  for (const socket of sockets) socket.destroy();
  process.send({ answers }, () => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
