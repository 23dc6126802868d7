// Loaded into an instance by points.cjs where PAYMENT_PROVIDERS names it: a payment provider that is another process. Its
// books are those of `provider-books.ts`, and outlive every instance.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const built = (/** @type {string} */ file) => require(join(process.cwd(), 'dist', file));
const { HttpClient } = built('platform/http-client/http-client');
const { definePaymentProvider } = built('modules/payment/adapters/payment-providers');

const client = new HttpClient({ name: 'the provider outside' });

/** @param {string} method @param {object} body @param {AbortSignal} signal */
async function call(method, body, signal) {
  const address = readFileSync(process.env.FAULTS_PROVIDER ?? '', 'utf8');
  const headers = { 'content-type': 'application/json' };
  const request = {
    method: 'POST',
    url: `${address}/${method}`,
    headers,
    body: JSON.stringify(body),
    limitMs: 3_000,
    signal,
  };
  const response = await client.send(request);
  if (response.status !== 200) throw new Error(`The provider answered ${response.status}`);
  return JSON.parse(response.body);
}

definePaymentProvider('outside', () => ({
  name: 'outside',
  methods: ['CARD', 'TRANSFER'],
  hasPage: true,
  ...Object.fromEntries(
    ['open', 'confirm', 'retrieve', 'refund', 'close'].map((method) => [
      method,
      (/** @type {object} */ body, /** @type {AbortSignal} */ signal) => call(method, body, signal),
    ]),
  ),
}));
