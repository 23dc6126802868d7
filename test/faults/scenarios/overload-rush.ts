import { setTimeout as pause } from 'node:timers/promises';
import type { CallLog } from '../rig/call-log';
import { complaintsOf, type Crowd, Flood, type FloodResult } from '../rig/flood';
import { callsBetween, p99, recovery } from '../rig/pace';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const BUYERS = 6;
/** how many orders measure the latency of an idle shop */
const MEASURED = 200;
const FLOOD_MS = { least: 3_000, most: 5_000 };
const LIMIT_MS = 40_000;
/** The ms hold for a machine of its own; on a busy one the limit is `times` the p99 of the idle shop. */
const RECOVERY = { ms: 5_000, times: 50 };
/** Requests are answered in turn; none may wait for longer than its client. */
const ANSWER = { ms: 15_000, times: 100 };

/** What a crowd and the buyers beside it were answered. */
export interface Rush {
  readonly flood: FloodResult;
  readonly logs: readonly CallLog[];
  /** orders of the buyers that were confirmed during the crowd */
  readonly confirmed: number;
  readonly broken: readonly string[];
}

/**
 * Buyers order before, during and after a crowd.
 * @param meanwhile runs during the crowd
 */
export async function rush(
  rig: Rig,
  products: readonly number[],
  crowd: Crowd,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Rush> {
  const buyers = rig.buyers({ products, buyers: BUYERS, waiting: 0, cancelled: 0, larger: 0 });
  const { log } = buyers;
  const answered = (from: number): number => callsBetween(log, from, Infinity).length;
  await until(() => answered(0) >= MEASURED, { what: 'the idle shop', limitMs: LIMIT_MS });
  const before = p99(callsBetween(log, 0, Infinity));
  const begun = performance.now();
  const flood = await Flood.begin(rig, { products, ...crowd });
  rig.note(`${crowd.connections} connections; before them the p99 of orders was ${Math.round(before)} ms`);
  await Promise.all([pause(rig.random.between(FLOOD_MS.least, FLOOD_MS.most)), meanwhile()]);
  const result = await flood.end();
  const beside = callsBetween(log, begun, flood.endedAt).filter(({ outcome }) => outcome === 'ok');
  rig.note(`the crowd ends: ${described(result)}; ${beside.length} orders beside it`);
  const recovered = (): number | undefined => recovery(log, flood.endedAt, before);
  const late = await until(() => recovered() !== undefined, { what: 'orders are fast again', limitMs: LIMIT_MS }).then(
    () => [],
    (error: Error) => [error.message],
  );
  const broken = [...complaintsOf(result, crowd.connections), ...late];
  const took = Math.round(recovered() ?? 0);
  rig.note(`orders are fast again after ${took} ms`);
  const isLate = (ms: number, limit: typeof ANSWER): boolean => ms > Math.max(limit.ms, limit.times * before);
  if (isLate(took, RECOVERY)) broken.push(`orders were fast again only after ${took} ms`);
  if (isLate(result.slowest, ANSWER)) broken.push(`an answer to the crowd took ${result.slowest} ms`);
  const logs = [await buyers.stop(), flood.callLog(result)];
  return { flood: result, logs, confirmed: beside.length, broken };
}

/** How often the crowd got this answer. */
export function countOf({ answers }: FloodResult, answer: string): number {
  return answers[answer] ?? 0;
}

function described({ requests, answers, median, p99: nearlyAll, slowest }: FloodResult): string {
  const each = Object.entries(answers).map(([answer, count]) => `${count} ${answer}`);
  return `${requests} requests (${each.join(', ')}), p50 ${median} ms, p99 ${nearlyAll} ms, at most ${slowest} ms`;
}
