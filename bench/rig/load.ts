import { Beside } from './beside';

/** A load as plain data: the process that makes it is another one. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly connections: number;
  /** requests in all */
  readonly amount: number;
  /** one after the other for the next request, from the start again after the last */
  readonly tokens?: readonly string[];
  readonly bodies?: readonly string[];
  readonly paths?: readonly string[];
  /** Prefer and the like */
  readonly headers?: Readonly<Record<string, string>>;
  /** each request has an Idempotency-Key of its own, which begins so */
  readonly keys?: string;
  /** requests per second in all; as fast as answers come where it is missing */
  readonly rate?: number;
  /** at equal distances; otherwise those of a second at once */
  readonly evenly?: boolean;
}

export interface LoadResult {
  readonly seconds: number;
  /** answers by status */
  readonly statuses: Readonly<Record<string, number>>;
  /** connections that broke, and time-outs */
  readonly errors: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}

/** A process that makes loads, one after the other. */
export class Loader extends Beside {
  constructor() {
    super('load-process');
  }

  async run(load: Load): Promise<LoadResult> {
    const answered = new Promise<LoadResult>((resolve) => this.child.once('message', resolve));
    this.child.send(load);
    return Promise.race([answered, this.dead]);
  }

  /** Insists that every answer had this status. */
  async runAll(load: Load, status: number): Promise<LoadResult> {
    const result = await this.run(load);
    if (result.errors > 0 || result.statuses[status] !== load.amount) {
      throw new Error(`${load.method} ${load.url} was not answered ${status} each time: ${JSON.stringify(result)}`);
    }
    return result;
  }
}
