// A crowd in a process of its own: so many connections, each asking again as soon as it is answered, without regard
// for what it is told. Told to stop, each waits for its last answer, and the sums are sent to the rig.
'use strict';
const { Agent, request } = require('node:http');

/** After that a request counts as unanswered. */
const HANGS_AFTER_MS = 60_000;
const OPENED_AT_ONCE = 100;

/** @type {{ port: number, connections: number, addresses: string[], kinds: string[], tokens: string[], products: number[] }} */
let plan;
let stopped = false;
let turn = 0;
let connected = 0;
const sums = { answers: {}, impatient: 0, mostConnected: 0, broken: {}, orders: [] };
const latencies = [];

const asks = {
  order: (number) => {
    const productId = plan.products[number % plan.products.length];
    const body = { orderItems: [{ productId, quantity: 1 }] };
    return { path: '/api/orders/products', token: plan.tokens[number % plan.tokens.length], body };
  },
  list: (number) => ({ path: '/api/orders', token: plan.tokens[number % plan.tokens.length] }),
  stranger: () => ({ path: '/api/orders', token: 'nobody.knows.it' }),
  login: (number) => ({
    path: '/api/auth/login',
    body: { email: `somebody-${number % 10}@example.com`, password: `guess-${number}` },
  }),
};

/** @param {number} number of the connection @param {() => void} opened */
async function visit(number, opened) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!stopped) {
    const asking = turn++;
    const kind = plan.kinds[asking % plan.kinds.length];
    // Not the number itself: with as many kinds as products, one kind would meet one product only.
    const ask = asks[kind](Math.floor(asking / plan.kinds.length));
    const startedAt = performance.now();
    const { status, retryAfter, told, error } = await answerTo({ agent, number, opened }, ask);
    latencies.push(performance.now() - startedAt);
    count(sums.answers, `${status} ${told.code ?? ''}`.trim());
    if (error !== undefined) count(sums.broken, `${kind}: ${error}`);
    if ((status === 429 || status === 503) && !(Number(retryAfter) >= 1)) sums.impatient++;
    if (kind === 'order' && (told.orderId !== undefined || status === 0 || status >= 500)) {
      sums.orders.push({ token: ask.token, items: ask.body.orderItems, status, orderId: told.orderId });
    }
  }
  agent.destroy();
}

function answerTo({ agent, number, opened }, { path, token, body }) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const asked = request({
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
    const late = setTimeout(() => asked.destroy(new Error('no answer')), HANGS_AFTER_MS);
    const ended = (rest) => {
      clearTimeout(late);
      resolve({ status: 0, told: {}, ...rest });
    };
    asked.once('error', (error) => ended({ error: error.message }));
    asked.once('socket', (socket) => {
      if (!socket.connecting) return;
      socket.once('connect', () => {
        sums.mostConnected = Math.max(sums.mostConnected, ++connected);
        opened();
      });
      socket.once('close', () => connected--);
    });
    asked.once('response', (answer) => {
      let heard = '';
      answer.setEncoding('utf8').on('data', (chunk) => (heard += chunk));
      answer.once('close', () => {
        if (!answer.complete) ended({ error: 'cut off' });
        else ended({ status: answer.statusCode, retryAfter: answer.headers['retry-after'], told: JSON.parse(heard) });
      });
    });
    asked.end(text);
  });
}

function count(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** A few at a time, each as soon as one before it stands, as the door would refuse more. */
async function flood() {
  const visits = [];
  await new Promise((all) => {
    const one = () => {
      if (visits.length < plan.connections) visits.push(visit(visits.length, one));
      else if (connected >= plan.connections) all();
    };
    for (let begun = 0; begun < OPENED_AT_ONCE; begun++) one();
  });
  process.send({ open: connected });
  await Promise.all(visits);
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
