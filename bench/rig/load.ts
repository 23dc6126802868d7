import { HelperProcess } from './helper-process';

/** A load as plain data for the process that makes it. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly connections: number;
  /** the number of requests */
  readonly amount: number;
  /** end after this time instead */
  readonly seconds?: number;
  /** used in turn, and again from the first */
  readonly tokens?: readonly string[];
  readonly bodies?: readonly string[];
  readonly paths?: readonly string[];
  /** how many consecutive requests each path is used for; 1 by default */
  readonly requestsPerPath?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** each request has its own Idempotency-Key with this prefix */
  readonly keys?: string;
  /** requests per second in all; by default as fast as answers arrive */
  readonly rate?: number;
  /** at equal intervals; otherwise all requests of a second at once */
  readonly evenly?: boolean;
}

export interface LoadResult {
  readonly seconds: number;
  /** answers by status */
  readonly statuses: Readonly<Record<string, number>>;
  /** broken connections and time-outs */
  readonly errors: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
}

/** A process that makes loads, one after the other. */
export class Loader extends HelperProcess {
  constructor() {
    super('load-process');
  }

  async run(load: Load): Promise<LoadResult> {
    const answered = new Promise<LoadResult>((resolve) => this.child.once('message', resolve));
    this.child.send(load);
    return Promise.race([answered, this.dead]);
  }

  /** @throws if an answer has another status */
  async runAll(load: Load, status: number): Promise<LoadResult> {
    const result = await this.run(load);
    if (result.errors > 0 || result.statuses[status] !== load.amount) {
      throw new Error(`${load.method} ${load.url}: not every answer was ${status}: ${JSON.stringify(result)}`);
    }
    return result;
  }
}
