import { Batcher } from './batcher';
import { Unavailable } from '#platform/domain-error';
import { isTransient } from '#platform/database/errors';

const MAX_BATCH_SIZE = 100;
const MAX_QUEUE = 10_000;

/**
 * One statement reads for all callers of the same time. It begins after each of these calls, so it sees everything that
 * was committed before, on whatever instance.
 */
export class BatchedRead<Key extends number, Value> {
  private readonly batcher: Batcher<Key, Value | undefined>;

  /**
   * @param what is unavailable when too many callers wait, as in "The profiles"
   * @param read gets each key once, at most a hundred, and leaves out those without a value
   */
  constructor(what: string, read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.batcher = new Batcher(
      async (keys) => {
        const found = await read([...new Set(keys)]);
        return keys.map((key) => ({ value: found.get(key) }));
      },
      {
        maxBatchSize: MAX_BATCH_SIZE,
        maxQueue: MAX_QUEUE,
        onFull: () => new Unavailable(what),
        failsAll: isTransient,
      },
    );
  }

  find(key: Key): Promise<Value | undefined> {
    return this.batcher.add(key);
  }
}
