/** What became of one entry of a batch; `failed` when it alone was refused. */
export type Outcome<Out> = { readonly value: Out } | { readonly failed: unknown };

interface Waiting<In, Out> {
  readonly entry: In;
  readonly resolve: (value: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Joins concurrent calls into one: what arrives while a batch is under way waits for the next. An idle batcher starts
 * at the end of the current turn of the event loop, so no timer ever delays a single caller.
 *
 * `work` gets the entries in order of arrival and answers one outcome for each. If it throws, the batch is halved
 * and each half tried again, down to the entries that fail alone; `work` must therefore leave nothing behind when it
 * throws. Errors that `endsAll` recognises (the database is away) are given to every entry at once.
 */
export class Batcher<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private running = false;

  constructor(
    private readonly work: (entries: readonly In[]) => Promise<readonly Outcome<Out>[]>,
    private readonly options: {
      readonly most: number;
      /** callers beyond this many are refused with `full()` */
      readonly waitingMost: number;
      readonly full: () => Error;
      readonly endsAll: (error: unknown) => boolean;
    },
  ) {}

  add(entry: In): Promise<Out> {
    if (this.waiting.length >= this.options.waitingMost) return Promise.reject(this.options.full());
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject });
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, this.options.most);
      this.waiting = this.waiting.slice(this.options.most);
      await this.attempt(batch);
    }
    this.running = false;
  }

  private async attempt(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outcomes = await this.work(batch.map((one) => one.entry));
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
