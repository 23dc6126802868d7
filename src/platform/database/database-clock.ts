import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { repeat } from '#platform/timing/repeat';
import { SingleFlight } from '#platform/timing/single-flight';
import { Database } from './database';

const SAMPLE_EVERY_MS = 2_000;
const SAMPLES_KEPT = 10;
/** A slower round trip is too inexact: the server's instant lies anywhere within it. */
const SLOWEST_SAMPLE_MS = 100;
const FIRST_SAMPLES = 3;
/** On a busy machine the first samples may all be too slow, and without a sample no request can be served. */
const FIRST_SAMPLES_LIMIT_MS = 5_000;

interface Sample {
  readonly roundTrip: number;
  /** database time minus this process's monotonic time, ms */
  readonly offset: number;
}

/**
 * The database's clock without a query for each reading: the offset from the process's monotonic clock, by the fastest of
 * the last ten samples. A wrong or jumping clock of this machine has no effect.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnModuleDestroy {
  private samples: readonly Sample[] = [];
  private offset: number | undefined;
  /** an instant that the database's clock has reached; `now` is not before it, until the offset agrees */
  private atLeast = { instant: 0, until: 0 };
  private readonly sampling = new SingleFlight(() => this.take());
  private stopTimer: () => void = () => undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const deadline = performance.now() + FIRST_SAMPLES_LIMIT_MS;
    const isEnough = (taken: number): boolean => taken >= FIRST_SAMPLES && this.offset !== undefined;
    for (let taken = 0; !isEnough(taken) && performance.now() < deadline; taken++) await this.sample();
    this.stopTimer = repeat(SAMPLE_EVERY_MS, () => this.sample());
  }

  onModuleDestroy(): void {
    this.stopTimer();
  }

  /** @throws Unavailable before the first usable sample */
  now(): Date {
    if (this.offset === undefined) throw new Unavailable("The database's clock");
    const { instant, until } = this.atLeast;
    return new Date(performance.now() < until ? instant : Math.round(performance.now() + this.offset));
  }

  /**
   * Notes that the database's clock has reached this instant, so that `now` is not behind it. An instant that is further
   * ahead than the error of a sample is ignored.
   */
  reached(instant: Date): void {
    const now = performance.now();
    const aheadMs = instant.getTime() - (now + (this.offset ?? Number.NaN));
    if (aheadMs > 0 && aheadMs <= SLOWEST_SAMPLE_MS && instant.getTime() > this.atLeast.instant) {
      this.atLeast = { instant: instant.getTime(), until: now + aheadMs };
    }
  }

  /** Takes a sample, or joins the one that is running: samples must not fill the pool of a hanging database. */
  sample(): Promise<void> {
    return this.sampling.run();
  }

  /** A slow or failed sample changes nothing. */
  private async take(): Promise<void> {
    const startedAt = performance.now();
    try {
      const [row] = await this.database.query<{ instant: string }>(
        'SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000 AS CHAR) AS instant',
      );
      const roundTrip = performance.now() - startedAt;
      const instant = Number(row?.instant);
      if (roundTrip > SLOWEST_SAMPLE_MS || !Number.isFinite(instant)) return;
      this.samples = [...this.samples, { roundTrip, offset: instant - (startedAt + roundTrip / 2) }].slice(
        -SAMPLES_KEPT,
      );
      this.offset = this.samples.reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best)).offset;
    } catch {
      // The database is unavailable: its clock goes on by the existing samples.
    }
  }
}
