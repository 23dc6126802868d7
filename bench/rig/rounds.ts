import type { LoadResult } from './load';
import type { Rig } from './rig';
import { median, quotients } from './figures';

/** One side of a comparison. */
export interface Side {
  readonly name: string;
  /** makes the load; resolves with the last answer */
  readonly run: () => Promise<LoadResult>;
  readonly requests: number;
  /** another process whose CPU is counted instead of the server's */
  readonly pid?: number;
  /** the rig that gets the requests, if it is a neighbour of the measured one */
  readonly rig?: Rig;
  /** runs before each round; not measured */
  readonly between?: () => Promise<void>;
}

export interface Sample {
  /** CPU of server, database and Redis together, in µs per request */
  readonly cpuUs: number;
  readonly serverUs: number;
  readonly databaseUs: number;
  readonly redisUs: number;
  /** requests per second */
  readonly throughput: number;
  readonly p50Ms: number;
}

const ROUNDS = 5;
/** For rounds of a second: where the speed of the machine changes every few seconds, the median of many is steadier. */
export const SHORT_ROUNDS = 15;
/** rounds that are not measured, as a share of those that are */
const WARMING_SHARE = 0.2;

/** Alternates the sides, so that other load of the machine affects all alike. The first rounds warm up. */
export async function interleaved(rig: Rig, sides: readonly Side[], rounds = ROUNDS): Promise<Sample[][]> {
  const samples = sides.map((): Sample[] => []);
  for (let round = 1 - Math.ceil(rounds * WARMING_SHARE); round <= rounds; round++) {
    for (const [index, side] of sides.entries()) {
      rig.progress(round > 0 ? `round ${round} of ${rounds}: ${side.name}` : `warming up: ${side.name}`);
      const sample = await measured(side.rig ?? rig, side);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  return samples;
}

async function measured(rig: Rig, side: Side): Promise<Sample> {
  await side.between?.();
  await rig.idle();
  const before = rig.cpu(side.pid);
  const { seconds, latencyMs } = await side.run();
  await rig.idle();
  const after = rig.cpu(side.pid);
  const us = (part: keyof typeof after): number => ((after[part] - before[part]) * 1000) / side.requests;
  const [serverUs, databaseUs, redisUs] = [us('server'), us('database'), us('redis')];
  return {
    cpuUs: serverUs + databaseUs + redisUs,
    serverUs,
    databaseUs,
    redisUs,
    throughput: side.requests / seconds,
    p50Ms: latencyMs.p50,
  };
}

/** Ratios round by round, so that both parts were measured under the same conditions. */
export function ratios(
  upper: readonly Sample[] | undefined,
  lower: readonly Sample[] | undefined,
  figure: keyof Sample,
): number[] {
  const of = (samples: readonly Sample[] = []): number[] => samples.map((sample) => sample[figure]);
  return quotients(of(upper), of(lower));
}

/** The medians of a side, as details. */
export function shares(name: string, samples: readonly Sample[] | undefined): Record<string, number> {
  const of = (figure: keyof Sample): number => Math.round(median((samples ?? []).map((sample) => sample[figure])));
  return {
    [`${name}, µs`]: of('cpuUs'),
    [`${name}: server, µs`]: of('serverUs'),
    [`${name}: database, µs`]: of('databaseUs'),
    [`${name}: Redis, µs`]: of('redisUs'),
    [`${name}, requests/s`]: of('throughput'),
  };
}
