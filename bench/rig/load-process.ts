import autocannon from 'autocannon';
import type { Load, LoadResult } from './load';

/** The next of a list, from the start again after the last. */
function inTurn<Value>(values: readonly Value[] | undefined): () => Value | undefined {
  let next = 0;
  return () => values?.[next++ % values.length];
}

async function make(load: Load): Promise<LoadResult> {
  const [token, body, path] = [inTurn(load.tokens), inTurn(load.bodies), inTurn(load.paths)];
  const statuses: Record<string, number> = {};
  let keyed = 0;
  const start = performance.now();
  // Autocannon itself looks at the clock once a second only.
  let last = start;
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    amount: load.amount,
    timeout: 30,
    ...(load.rate === undefined ? {} : { overallRate: load.rate }),
    requests: [
      {
        method: load.method,
        setupRequest: (request) => {
          const authorization = token();
          const content = body();
          return {
            ...request,
            path: path() ?? request.path ?? '/',
            headers: {
              ...load.headers,
              ...(load.keys === undefined ? {} : { 'idempotency-key': `${load.keys}-${keyed++}` }),
              ...(authorization === undefined ? {} : { authorization: `Bearer ${authorization}` }),
              ...(content === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(content === undefined ? {} : { body: content }),
          };
        },
        onResponse: (status) => {
          last = performance.now();
          statuses[status] = (statuses[status] ?? 0) + 1;
        },
      },
    ],
  });
  return {
    seconds: (last - start) / 1000,
    statuses,
    errors: result.errors + result.timeouts,
    latencyMs: { p50: result.latency.p50, p99: result.latency.p99 },
  };
}

process.on('message', (load: Load) => {
  make(load).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
