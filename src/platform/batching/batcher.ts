import { type Trace, tracing } from '#platform/observability/tracing';

/** What became of one entry of a batch; `failed` when it alone was refused. */
export type Outcome<Out> = { readonly value: Out } | { readonly failed: unknown };

interface Waiting<In, Out> {
  readonly entry: In;
  readonly trace: Trace | undefined;
  /** monotonic, ms */
  readonly until: number;
  readonly resolve: (value: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/** How long an entry may wait for its batch to begin, where nothing else is said. */
const PATIENCE_MS = 5_000;

/**
 * Joins concurrent calls into one: what arrives while a batch is under way waits for the next. An idle batcher starts
 * at the end of the current turn of the event loop, so no timer ever delays a single caller.
 *
 * `work` gets the entries in order of arrival and answers one outcome for each. If it throws, the batch is halved
 * and each half tried again, down to the entries that fail alone; `work` must therefore leave nothing behind when it
 * throws. Entries whose batch has not begun in time are refused and never reach it. Errors that `endsAll` recognises (the database is away) are given to every entry at once.
 */
export class Batcher<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private running = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: (entries: readonly In[]) => Promise<readonly Outcome<Out>[]>,
    private readonly options: {
      /** of the span that a batch is, where it is worth one */
      readonly name?: string;
      readonly most: number;
      /** callers beyond this many are refused with `full()`, and so are those who have waited too long */
      readonly waitingMost: number;
      readonly patienceMs?: number;
      readonly full: () => Error;
      readonly endsAll: (error: unknown) => boolean;
    },
  ) {}

  add(entry: In): Promise<Out> {
    if (this.waiting.length >= this.options.waitingMost) return Promise.reject(this.options.full());
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({
        entry,
        trace: tracing?.current(),
        until: performance.now() + this.maxWaitMs,
        resolve,
        reject,
      });
      this.timer ??= setTimeout(() => this.expire(), this.maxWaitMs).unref();
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.run());
    });
  }

  private get maxWaitMs(): number {
    return this.options.patienceMs ?? PATIENCE_MS;
  }

  /** One timer for all: it is set for whoever waited longest when it was last looked. */
  private expire(): void {
    const now = performance.now();
    const patient = this.waiting.findIndex(({ until }) => until > now);
    const tired = this.waiting.splice(0, patient < 0 ? this.waiting.length : patient);
    const [next] = this.waiting;
    this.timer = next && setTimeout(() => this.expire(), next.until - now).unref();
    for (const { reject } of tired) reject(this.options.full());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.options.most);
      this.waiting = this.waiting.slice(this.options.most);
      await this.attempt(batch);
    }
    this.running = false;
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

  private async attempt(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outcomes = await this.begin(batch);
      batch.forEach((one, index) => settle(one, outcomes[index]));
    } catch (error) {
      if (batch.length === 1 || this.options.endsAll(error)) {
        for (const one of batch) one.reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.attempt(batch.slice(0, middle));
      await this.attempt(batch.slice(middle));
    }
  }
}

function settle<In, Out>(one: Waiting<In, Out>, outcome: Outcome<Out> | undefined): void {
  if (outcome === undefined) one.reject(new Error('The batch answered too few outcomes'));
  else if ('failed' in outcome) one.reject(outcome.failed);
  else one.resolve(outcome.value);
}
