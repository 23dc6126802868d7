import autocannon from 'autocannon';
import { percentiles } from './figures';
import type { Load, LoadResult } from './load';
import { requestsOf } from './requests';
import { steadyLoad } from './steady-load';

async function make(load: Load): Promise<LoadResult> {
  if (load.rate !== undefined && load.evenly === true) return steadyLoad(load, load.rate);
  const next = requestsOf(load);
  const statuses: Record<string, number> = {};
  const answeredAfterMs: number[] = [];
  const start = performance.now();
  // Autocannon itself reads the clock only once a second.
  let last = start;
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    ...(load.seconds === undefined ? { amount: load.amount } : { duration: load.seconds }),
    timeout: 30,
    setupClient: (client) => client.on('response', (_status, _bytes, ms) => answeredAfterMs.push(ms)),
    ...(load.rate === undefined ? {} : { overallRate: load.rate }),
    requests: [
      {
        method: load.method,
        setupRequest: (request) => {
          const { path, headers, body } = next();
          const content = body === undefined ? {} : { body };
          return { ...request, path: path ?? request.path ?? '/', headers, ...content };
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
    latencyMs: { ...percentiles(answeredAfterMs), p50: result.latency.p50, p99: result.latency.p99 },
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
