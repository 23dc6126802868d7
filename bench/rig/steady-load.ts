import { Agent, request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { percentiles } from './figures';
import type { Load, LoadResult } from './load';
import { requestsOf } from './requests';

const LIMIT_MS = 30_000;

/**
 * Sends requests at equal intervals, whether or not earlier ones are answered, and times each from the instant it was
 * due. Autocannon sends all requests of a second at once, as fast as answers arrive, and then pauses.
 */
export async function steadyLoad(load: Load, rate: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const next = requestsOf(load);
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  let errors = 0;
  const start = performance.now();
  const open: Promise<void>[] = [];
  for (let number = 0; number < load.amount; number++) {
    const due = start + (number * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const answered = (status: number): void => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(performance.now() - due);
    };
    open.push(statusOf(load, next(), agent).then(answered, () => void errors++));
  }
  await Promise.all(open);
  agent.destroy();
  return { seconds: (performance.now() - start) / 1000, statuses, errors, latencyMs: percentiles(latencies) };
}

function statusOf(load: Load, { path, headers, body }: ReturnType<ReturnType<typeof requestsOf>>, agent: Agent) {
  return new Promise<number>((resolve, reject) => {
    const options = { method: load.method, agent, headers, timeout: LIMIT_MS, ...(path === undefined ? {} : { path }) };
    const request = send(load.url, options, (response) => {
      response.on('end', () => resolve(response.statusCode ?? 0)).resume();
    });
    request.on('error', reject).on('timeout', () => request.destroy());
    request.end(body);
  });
}
