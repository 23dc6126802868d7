import { setTimeout as pause } from 'node:timers/promises';
import type { Book } from '../rig/book';
import { complaintsOf, type Crowd, Flood, type Flooded } from '../rig/flood';
import { callsBetween, p99, recovery } from '../rig/pace';
import type { Rig } from '../rig/rig';
import { until } from '../../servers/until';

const BUYERS = 6;
/** so many orders of a shop at rest say how quick it is */
const MEASURED = 200;
const FLOOD_MS = { least: 3_000, most: 5_000 };
const LIMIT_MS = 40_000;
/** On a machine of its own; on a busy one, so many times what 99 of 100 orders stay below at rest. */
const RECOVERY = { ms: 5_000, times: 50 };
/** Requests are answered in turn; none may wait for longer than its client would. */
const ANSWER = { ms: 15_000, times: 100 };

/** A crowd that came, and what it and the buyers beside it were told. */
export interface Rush {
  readonly flooded: Flooded;
  readonly books: readonly Book[];
  /** orders of the buyers that were acknowledged while the crowd was there */
  readonly acknowledged: number;
  readonly broken: readonly string[];
}

/**
 * Buyers shop, the crowd comes, stays and goes; the buyers shop on.
 * @param meanwhile goes on while the crowd is there
 */
export async function rush(
  rig: Rig,
  products: readonly number[],
  crowd: Crowd,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Rush> {
  const buyers = rig.buyers({ products, buyers: BUYERS, waiting: 0, cancelled: 0, larger: 0 });
  const { book } = buyers;
  const answered = (from: number): number => callsBetween(book, from, Infinity).length;
  await until(() => answered(0) >= MEASURED, { what: 'the shop at rest', limitMs: LIMIT_MS });
  const before = p99(callsBetween(book, 0, Infinity));
  const begun = performance.now();
  const flood = await Flood.begin(rig, { products, ...crowd });
  rig.note(`${crowd.connections} connections; before them 99 of 100 orders took less than ${Math.round(before)} ms`);
  await Promise.all([pause(rig.random.between(FLOOD_MS.least, FLOOD_MS.most)), meanwhile()]);
  const flooded = await flood.end();
  const beside = callsBetween(book, begun, flood.endedAt).filter(({ outcome }) => outcome === 'ok');
  rig.note(`they go: ${described(flooded)}; ${beside.length} orders beside them`);
  const recovered = (): number | undefined => recovery(book, flood.endedAt, before);
  const late = await until(() => recovered() !== undefined, { what: 'orders are quick again', limitMs: LIMIT_MS }).then(
    () => [],
    (error: Error) => [error.message],
  );
  const broken = [...complaintsOf(flooded, crowd.connections), ...late];
  const took = Math.round(recovered() ?? 0);
  rig.note(`orders are quick again after ${took} ms`);
  const isLate = (ms: number, limit: typeof ANSWER): boolean => ms > Math.max(limit.ms, limit.times * before);
  if (isLate(took, RECOVERY)) broken.push(`orders were quick again only after ${took} ms`);
  if (isLate(flooded.slowest, ANSWER)) broken.push(`an answer to the crowd took ${flooded.slowest} ms`);
  return { flooded, books: [await buyers.stop(), flood.book(flooded)], acknowledged: beside.length, broken };
}

/** How often the crowd was told this. */
export function timesTold({ answers }: Flooded, answer: string): number {
  return answers[answer] ?? 0;
}

function described({ requests, answers, median, p99: nearlyAll, slowest }: Flooded): string {
  const each = Object.entries(answers).map(([answer, count]) => `${count} ${answer}`);
  return `${requests} requests (${each.join(', ')}), half within ${median} ms, 99 % ${nearlyAll}, all ${slowest}`;
}
