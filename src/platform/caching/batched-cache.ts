import { LRUCache } from 'lru-cache';
import { Unavailable } from '#platform/domain-error';
import { SingleFlight } from '#platform/timing/single-flight';

/** So many readings in a row may take longer than their results stay valid. */
const MOST_READINGS = 3;

interface Known<V> {
  readonly value: V | undefined;
  /** monotonic instant before the read began, ms */
  readonly readAt: number;
}

/** A load that has not begun yet or is under way; callers join it meanwhile. */
interface Load<K, V> {
  readonly keys: Set<K>;
  readonly done: Promise<ReadonlyMap<K, Known<V>>>;
}

/** Confirms that everything in the cache is still valid: by one number for all of it. */
interface RevisionCheck {
  readonly read: () => Promise<number>;
  /** an answer is never older than this, counted from the instant before the number was read */
  readonly everyMs: number;
}

/**
 * Look-ups answered from memory: bounded in number, never older than `maxAgeMs` counted from the instant before the
 * read began, and read together for all callers of the same turn. Missing values are cached too. A key that is dropped
 * while its read is under way is not cached when that read ends.
 *
 * With a `revision`, the cache is cleared as soon as the number has changed: what was read since the first of two equal
 * numbers was still valid at the second. `maxAgeMs` then bounds the age of what becomes invalid by time alone.
 */
export class BatchedCache<K extends number | string, V extends object> {
  private readonly entries: LRUCache<K, Known<V>>;
  private readonly loads = new Map<K, Load<K, V>>();
  private gathering: Load<K, V> | undefined;
  private revision: { readonly number: number; readonly readAt: number } | undefined;
  private readonly checking = new SingleFlight((check: RevisionCheck) => this.check(check));

  constructor(
    private readonly options: {
      readonly most: number;
      readonly maxAgeMs: number;
      readonly revision?: RevisionCheck;
      readonly load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>;
    },
  ) {
    this.entries = new LRUCache({ max: options.most });
  }

  /**
   * The values of those keys that have one. A value that is too old when a slow reading ends is read again.
   * @throws Unavailable when every reading takes longer than its result stays valid
   */
  async find(keys: readonly K[]): Promise<Map<K, V>> {
    const { maxAgeMs, revision } = this.options;
    if (revision !== undefined && !this.isConfirmed(revision)) await this.confirm(revision);
    const found = new Map<K, V>();
    const notBefore = performance.now() - maxAgeMs;
    let missing = keys.filter((key) => !takes(found, key, this.entries.get(key), notBefore));
    const youngMs = revision?.everyMs ?? maxAgeMs;
    for (let readings = 0; missing.length > 0; readings++) {
      if (readings === MOST_READINGS) throw new Unavailable('The cached data');
      // Await all at once: a load that fails while another is awaited would be an unhandled rejection.
      const loaded = await Promise.all([...this.loadsOf(missing)].map((load) => load.done));
      const young = performance.now() - youngMs;
      missing = missing.filter((key) => !loaded.some((known) => takes(found, key, known.get(key), young)));
    }
    return found;
  }

  /** Stores a value that was read elsewhere, unless a newer one is cached. */
  note(key: K, value: V, readAt: number): void {
    this.remember(key, { value, readAt });
  }

  drop(keys: readonly K[]): void {
    for (const key of keys) {
      this.entries.delete(key);
      this.loads.delete(key);
    }
  }

  clear(): void {
    this.entries.clear();
    this.loads.clear();
  }

  private isConfirmed({ everyMs }: RevisionCheck): boolean {
    return this.revision !== undefined && performance.now() - this.revision.readAt < everyMs;
  }

  private async confirm(check: RevisionCheck): Promise<void> {
    for (let readings = 0; !this.isConfirmed(check); readings++) {
      if (readings === MOST_READINGS) throw new Unavailable('The cached data');
      await this.checking.run(check);
    }
  }

  private async check({ read }: RevisionCheck): Promise<void> {
    const readAt = performance.now();
    const number = await read();
    if (number !== this.revision?.number) this.clear();
    this.revision = { number, readAt };
  }

  private remember(key: K, entry: Known<V>): void {
    const known = this.entries.peek(key);
    if (known === undefined || known.readAt < entry.readAt) this.entries.set(key, entry);
  }

  private loadsOf(missing: readonly K[]): Set<Load<K, V>> {
    const loads = new Set<Load<K, V>>();
    for (const key of missing) {
      let load = this.loads.get(key);
      if (load === undefined) {
        load = this.gathering ??= this.gather();
        load.keys.add(key);
        this.loads.set(key, load);
      }
      loads.add(load);
    }
    return loads;
  }

  private gather(): Load<K, V> {
    const keys = new Set<K>();
    const load: Load<K, V> = {
      keys,
      done: new Promise((resolve, reject) => {
        setImmediate(() => {
          if (this.gathering === load) this.gathering = undefined;
          this.read(load).then(resolve, reject);
        });
      }),
    };
    return load;
  }

  private async read(load: Load<K, V>): Promise<ReadonlyMap<K, Known<V>>> {
    const readAt = performance.now();
    try {
      const values = await this.options.load([...load.keys]);
      const known = new Map<K, Known<V>>();
      for (const key of load.keys) {
        const entry = { value: values.get(key), readAt };
        known.set(key, entry);
        if (this.loads.get(key) === load) this.remember(key, entry);
      }
      return known;
    } finally {
      for (const key of load.keys) if (this.loads.get(key) === load) this.loads.delete(key);
    }
  }
}

/** Whether the key was read after that instant; its value, if there is one, is then added to `found`. */
function takes<K, V>(found: Map<K, V>, key: K, known: Known<V> | undefined, notBefore: number): boolean {
  if (known === undefined || known.readAt <= notBefore) return false;
  if (known.value !== undefined) found.set(key, known.value);
  return true;
}
