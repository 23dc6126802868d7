import PQueue from 'p-queue';

const queues = new Set<PQueue>();
let generation = 0;

/** Does `work` for each item, at most `concurrency` at a time; results are in the order of the items. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const begun = generation;
  const queue = new PQueue({ concurrency });
  queues.add(queue);
  const results = await queue.addAll(items.map((item, index) => () => work(item, index)));
  queues.delete(queue);
  return begun === generation ? results : new Promise(() => undefined);
}

/**
 * Drops the items that have not begun, and waits for those that are under way: what they create has to be known before
 * it is deleted. A list that is abandoned never resolves, so that the run does not go on.
 */
export async function abandonWork(): Promise<void> {
  generation += 1;
  const abandoned = [...queues];
  queues.clear();
  for (const queue of abandoned) queue.clear();
  await Promise.all(abandoned.map((queue) => queue.onIdle()));
}
