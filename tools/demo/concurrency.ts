import PQueue from 'p-queue';

/** Does `work` for each item, at most `concurrency` at a time; results are in the order of the items. */
export function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  return new PQueue({ concurrency }).addAll(items.map((item, index) => () => work(item, index)));
}
