import { type Trace, tracing } from '#platform/observability/tracing';
import { bisect } from './bisect';

/** What became of one entry of a batch; `failed` when it alone was refused. */
export type Outcome<Out> = { readonly value: Out } | { readonly failed: unknown };

interface BatcherOptions {
  /** of the tracing span of a batch, where it is worth one */
  readonly name?: string;
  readonly maxBatchSize: number;
  /** further callers are refused with `onFull()` */
  readonly maxQueue: number;
  /** how long an entry may wait for its batch to begin; then it is refused with `onFull()` */
  readonly maxWaitMs?: number;
  readonly onFull: () => Error;
  /**
   * of an error that concerns the whole batch, as when the database is unavailable: every entry fails with it at once
   */
  readonly failsAll: (error: unknown) => boolean;
}

interface Waiting<In, Out> {
  readonly entry: In;
  readonly trace: Trace | undefined;
  /** monotonic, ms */
  readonly deadline: number;
  readonly resolve: (value: Out) => void;
  readonly reject: (reason: unknown) => void;
}

const MAX_WAIT_MS = 5_000;

/**
 * Joins concurrent calls into batches: the calls that arrive while a batch is running wait for the next one. An idle
 * batcher starts at the end of the current turn of the event loop, so no timer ever delays a single caller.
 *
 * `work` gets the entries in order of arrival and returns one outcome for each. If it throws, the batch is bisected
 * down to the entries that fail alone, so it must leave nothing behind when it throws. Entries whose batch does not
 * begin in time are refused and never reach it.
 */
export class Batcher<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly maxWaitMs: number;

  constructor(
    private readonly work: (entries: readonly In[]) => Promise<readonly Outcome<Out>[]>,
    private readonly options: BatcherOptions,
  ) {
    this.maxWaitMs = options.maxWaitMs ?? MAX_WAIT_MS;
  }

  add(entry: In): Promise<Out> {
    if (this.waiting.length >= this.options.maxQueue) return Promise.reject(this.options.onFull());
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({
        entry,
        trace: tracing?.current(),
        deadline: performance.now() + this.maxWaitMs,
        resolve,
        reject,
      });
      this.timer ??= setTimeout(() => this.expire(), this.maxWaitMs).unref();
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.run());
    });
  }

  /** One timer serves all entries: it is set for the oldest one that was waiting when it last fired. */
  private expire(): void {
    const now = performance.now();
    const firstInTime = this.waiting.findIndex(({ deadline }) => deadline > now);
    const expired = this.waiting.splice(0, firstInTime < 0 ? this.waiting.length : firstInTime);
    const [next] = this.waiting;
    this.timer = next && setTimeout(() => this.expire(), next.deadline - now).unref();
    for (const { reject } of expired) reject(this.options.onFull());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.options.maxBatchSize);
      this.waiting = this.waiting.slice(this.options.maxBatchSize);
      await bisect(batch, (entries) => this.attempt(entries), {
        failsAll: this.options.failsAll,
        onFailure: (failed, error) => failed.forEach(({ reject }) => reject(error)),
      });
    }
    this.running = false;
  }

  private async attempt(batch: readonly Waiting<In, Out>[]): Promise<void> {
    const outcomes = await this.begin(batch);
    batch.forEach((waiting, index) => complete(waiting, outcomes[index]));
  }

  private begin(batch: readonly Waiting<In, Out>[]): Promise<readonly Outcome<Out>[]> {
    const work = (): Promise<readonly Outcome<Out>[]> => this.work(batch.map(({ entry }) => entry));
    const { name } = this.options;
    if (tracing === undefined || name === undefined) return work();
    return tracing.joined(
      name,
      batch.map(({ trace }) => trace),
      work,
    );
  }
}

function complete<In, Out>({ resolve, reject }: Waiting<In, Out>, outcome: Outcome<Out> | undefined): void {
  if (outcome === undefined) reject(new Error('The batch returned too few outcomes'));
  else if ('failed' in outcome) reject(outcome.failed);
  else resolve(outcome.value);
}
