// redlock 4 ships no types, and @types/redlock brings those of a much older ioredis.
declare module 'redlock' {
  import type { EventEmitter } from 'node:events';

  interface Lock {
    unlock(): Promise<void>;
  }

  class Redlock extends EventEmitter {
    constructor(clients: readonly unknown[], options: { retryCount: number; driftFactor?: number });
    lock(resources: readonly string[], leaseMs: number): Promise<Lock>;
  }

  export = Redlock;
}
