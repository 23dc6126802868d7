/** The first half, which is never smaller, and the second. */
export function halves<Entry>(entries: readonly Entry[]): [readonly Entry[], readonly Entry[]] {
  const middle = Math.ceil(entries.length / 2);
  return [entries.slice(0, middle), entries.slice(middle)];
}

/**
 * Runs `work` for a batch. If it throws, runs it for each half, one after the other, down to the entries that fail alone:
 * `work` must leave nothing behind when it throws.
 * @param options.failsAll of an error that no smaller batch would avoid: then the batch is not halved
 * @param options.onFailure gets what has failed, one entry or, by `failsAll`, several; if it throws, `bisect` does
 */
export async function bisect<Entry>(
  batch: readonly Entry[],
  work: (entries: readonly Entry[]) => Promise<void>,
  options: {
    readonly failsAll: (error: unknown) => boolean;
    readonly onFailure: (entries: readonly Entry[], error: unknown) => void;
  },
): Promise<void> {
  try {
    await work(batch);
  } catch (error) {
    if (batch.length === 1 || options.failsAll(error)) return options.onFailure(batch, error);
    for (const half of halves(batch)) await bisect(half, work, options);
  }
}
