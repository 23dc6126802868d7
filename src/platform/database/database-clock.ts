import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Unavailable } from '#platform/domain-error';
import { Database } from './database';

const SAMPLE_EVERY_MS = 2_000;
const SAMPLES_KEPT = 10;
/** A slower round trip says too little: the server's instant lies anywhere within it. */
const SLOWEST_SAMPLE_MS = 100;
const FIRST_SAMPLES = 3;
/** On a busy machine the first ones may all be too slow; without any, nobody could be served. */
const FIRST_SAMPLES_LIMIT_MS = 5_000;

interface Sample {
  readonly roundTrip: number;
  /** database time minus this process's monotonic time, ms */
  readonly offset: number;
}

/**
 * The database's clock, told without asking it each time: the offset from the process's monotonic clock, by the
 * quickest of the last ten samples. A wrong or jumping clock of this machine changes nothing.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit, OnModuleDestroy {
  private samples: readonly Sample[] = [];
  private offset: number | undefined;
  /** by what the database has told: not before this instant, until the offset says so too */
  private atLeast = { instant: 0, until: 0 };
  private sampling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const deadline = performance.now() + FIRST_SAMPLES_LIMIT_MS;
    const isEnough = (taken: number): boolean => taken >= FIRST_SAMPLES && this.offset !== undefined;
    for (let taken = 0; !isEnough(taken) && performance.now() < deadline; taken++) await this.sample();
    this.timer = setInterval(() => void this.sample(), SAMPLE_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** @throws Unavailable before the first usable sample */
  now(): Date {
    if (this.offset === undefined) throw new Unavailable("The database's clock");
    const { instant, until } = this.atLeast;
    return new Date(performance.now() < until ? instant : Math.round(performance.now() + this.offset));
  }

  /**
   * The database's clock has come to this instant: from now on this one is not behind it. An instant further ahead than
   * a sample can be wrong by is not believed.
   */
  reached(instant: Date): void {
    const now = performance.now();
    const aheadMs = instant.getTime() - (now + (this.offset ?? Number.NaN));
    if (aheadMs > 0 && aheadMs <= SLOWEST_SAMPLE_MS && instant.getTime() > this.atLeast.instant) {
      this.atLeast = { instant: instant.getTime(), until: now + aheadMs };
    }
  }

  /** Takes one sample now, or joins the one under way: while the database hangs they must not fill its pool. */
  sample(): Promise<void> {
    this.sampling ??= this.take().finally(() => {
      this.sampling = undefined;
    });
    return this.sampling;
  }

  /** A slow or failed one changes nothing. */
  private async take(): Promise<void> {
    const asked = performance.now();
    try {
      const [row] = await this.database.query<{ instant: string }>(
        'SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000 AS CHAR) AS instant',
      );
      const roundTrip = performance.now() - asked;
      const instant = Number(row?.instant);
      if (roundTrip > SLOWEST_SAMPLE_MS || !Number.isFinite(instant)) return;
      this.samples = [...this.samples, { roundTrip, offset: instant - (asked + roundTrip / 2) }].slice(-SAMPLES_KEPT);
      this.offset = this.samples.reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best)).offset;
    } catch {
      // the database is away: its clock goes on by the samples that there are
    }
  }
}
