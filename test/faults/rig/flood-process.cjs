// A crowd in a process of its own: many connections, each of which sends its next request as soon as the last one is
// answered, whatever the answer was. After `stop`, each waits for its last answer, and the sums are sent to the rig.
'use strict';
const { Agent, request } = require('node:http');

/** After this time a request counts as unanswered. */
const HANGS_AFTER_MS = 60_000;
const OPENED_AT_ONCE = 100;

/** @type {{ port: number, connections: number, addresses: string[], kinds: string[], tokens: string[], products: number[] }} */
let plan;
let stopped = false;
let turn = 0;
let connected = 0;
const sums = { answers: {}, withoutRetryAfter: 0, mostConnected: 0, broken: {}, orders: [] };
const latencies = [];

const requests = {
  order: (number) => {
    const productId = plan.products[number % plan.products.length];
    const body = { orderItems: [{ productId, quantity: 1 }] };
    return { path: '/api/orders/products', token: plan.tokens[number % plan.tokens.length], body };
  },
  list: (number) => ({ path: '/api/orders', token: plan.tokens[number % plan.tokens.length] }),
  'invalid-token': () => ({ path: '/api/orders', token: 'not.a.token' }),
  login: (number) => ({
    path: '/api/auth/login',
    body: { email: `victim-${number % 10}@example.com`, password: `attempt-${number}` },
  }),
};

/** @param {number} number of the connection @param {() => void} opened */
async function sendRequests(number, opened) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!stopped) {
    const index = turn++;
    const kind = plan.kinds[index % plan.kinds.length];
    // Not the index itself: with as many kinds as products, each kind would use a single product.
    const content = requests[kind](Math.floor(index / plan.kinds.length));
    const startedAt = performance.now();
    const { status, retryAfter, answer, error } = await answerTo({ agent, number, opened }, content);
    latencies.push(performance.now() - startedAt);
    count(sums.answers, `${status} ${answer.code ?? ''}`.trim());
    if (error !== undefined) count(sums.broken, `${kind}: ${error}`);
    if ((status === 429 || status === 503) && !(Number(retryAfter) >= 1)) sums.withoutRetryAfter++;
    if (kind === 'order' && (answer.orderId !== undefined || status === 0 || status >= 500)) {
      sums.orders.push({ token: content.token, items: content.body.orderItems, status, orderId: answer.orderId });
    }
  }
  agent.destroy();
}

function answerTo({ agent, number, opened }, { path, token, body }) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const sent = request({
      agent,
      host: '127.0.0.1',
      port: plan.port,
      localAddress: plan.addresses[number % plan.addresses.length],
      path,
      method: text === undefined ? 'GET' : 'POST',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': text.length }),
      },
    });
    const timer = setTimeout(() => sent.destroy(new Error('no answer')), HANGS_AFTER_MS);
    const ended = (rest) => {
      clearTimeout(timer);
      resolve({ status: 0, answer: {}, ...rest });
    };
    sent.once('error', (error) => ended({ error: error.message }));
    sent.once('socket', (socket) => {
      if (!socket.connecting) return;
      socket.once('connect', () => {
        sums.mostConnected = Math.max(sums.mostConnected, ++connected);
        opened();
      });
      socket.once('close', () => connected--);
    });
    sent.once('response', (response) => {
      let received = '';
      response.setEncoding('utf8').on('data', (chunk) => (received += chunk));
      response.once('close', () => {
        const { complete, statusCode: status, headers } = response;
        if (!complete) ended({ error: 'cut off' });
        else ended({ status, retryAfter: headers['retry-after'], answer: JSON.parse(received) });
      });
    });
    sent.end(text);
  });
}

function count(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Opens a few connections at a time, each when an earlier one is open, because the server would refuse more. */
async function flood() {
  const connections = [];
  await new Promise((all) => {
    const one = () => {
      if (connections.length < plan.connections) connections.push(sendRequests(connections.length, one));
      else if (connected >= plan.connections) all();
    };
    for (let begun = 0; begun < OPENED_AT_ONCE; begun++) one();
  });
  process.send({ open: connected });
  await Promise.all(connections);
  latencies.sort((one, other) => one - other);
  const at = (share) => Math.round(latencies[Math.floor(latencies.length * share)] ?? 0);
  process.send(
    { ...sums, requests: latencies.length, median: at(0.5), p99: at(0.99), slowest: Math.round(latencies.at(-1) ?? 0) },
    () => process.exit(0),
  );
}

process.on('message', (message) => {
  if (message.stop === true) {
    stopped = true;
    return;
  }
  plan = message;
  void flood();
});
process.on('disconnect', () => process.exit(1));
