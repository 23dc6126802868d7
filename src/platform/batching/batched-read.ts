import { Batcher } from './batcher';
import { Unavailable } from '#platform/domain-error';
import { isTransient } from '#platform/database/errors';

interface BatchedReadOptions {
  /** the number of keys that one statement reads */
  readonly maxBatchSize?: number;
  /** further callers are refused */
  readonly maxQueue?: number;
}

/**
 * One statement reads for all callers of the same time. It begins after each of these calls, so it sees everything that
 * was committed before, on whatever instance.
 */
export class BatchedRead<Key, Value> {
  private readonly batcher: Batcher<Key, Value | undefined>;

  /**
   * @param what is unavailable when too many callers wait, as in "The profiles"
   * @param read gets each key once (objects that are equal are different keys), and leaves out those without a value
   */
  constructor(
    what: string,
    read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
    { maxBatchSize = 100, maxQueue = 10_000 }: BatchedReadOptions = {},
  ) {
    this.batcher = new Batcher(
      async (keys) => {
        const found = await read([...new Set(keys)]);
        return keys.map((key) => ({ value: found.get(key) }));
      },
      { maxBatchSize, maxQueue, onFull: () => new Unavailable(what), failsAll: isTransient },
    );
  }

  find(key: Key): Promise<Value | undefined> {
    return this.batcher.add(key);
  }
}
