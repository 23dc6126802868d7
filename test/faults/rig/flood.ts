import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CallLog, type OrderedItem } from './call-log';
import type { Rig } from './rig';
import { until } from '../../servers/until';

export interface Crowd {
  readonly connections: number;
  /** the kinds of requests, in turn */
  readonly kinds: readonly ('order' | 'list' | 'invalid-token' | 'login')[];
  readonly products?: readonly number[];
  /** local addresses that the connections come from */
  readonly addresses?: readonly string[];
}

/** The sums over all answers to a crowd. */
export interface FloodResult {
  readonly requests: number;
  /** counts by status and code; status 0: no answer */
  readonly answers: Readonly<Record<string, number>>;
  /** 429 and 503 without a `Retry-After` */
  readonly withoutRetryAfter: number;
  readonly mostConnected: number;
  /** counts of requests without an answer, by reason */
  readonly broken: Readonly<Record<string, number>>;
  /** milliseconds until the answer */
  readonly median: number;
  readonly p99: number;
  readonly slowest: number;
  /** orders that were confirmed, or may exist */
  readonly orders: readonly { token: string; items: OrderedItem[]; status: number; orderId?: number }[];
}

const USERS = 1_000;
const OPEN_LIMIT_MS = 60_000;
const END_LIMIT_MS = 70_000;

/** More clients than the shop can serve, each of which sends its next request at once; in a process of their own. */
export class Flood {
  private readonly messages: object[] = [];
  private stoppedAt = Infinity;

  private constructor(
    private readonly child: ChildProcess,
    private readonly users: ReadonlyMap<string, number>,
  ) {
    child.on('message', (message) => this.messages.push(message as object));
  }

  /** Resolves when all of them are connected. */
  static async begin(
    rig: Rig,
    { connections, kinds, products = [], addresses = ['127.9.0.1'] }: Crowd,
  ): Promise<Flood> {
    const users = new Map(Array.from({ length: USERS }, (_, index) => [rig.token(index + 1), index + 1]));
    const child = fork(join(__dirname, 'flood-process.cjs'), [], { execArgv: [], serialization: 'advanced' });
    const flood = new Flood(child, users);
    const port = Number(new URL(rig.at(0).address).port);
    child.send({ port, connections, kinds, products, addresses, tokens: [...users.keys()] });
    await flood.received(1, OPEN_LIMIT_MS).catch(async (late: Error) => {
      await flood.kill();
      throw late;
    });
    return flood;
  }

  /** the instant of the stop, in ms on the monotonic clock of this process */
  get endedAt(): number {
    return this.stoppedAt;
  }

  /** Waits for the last answers and ends the process. */
  async end(): Promise<FloodResult> {
    this.stoppedAt = performance.now();
    this.child.send({ stop: true });
    try {
      await this.received(2, END_LIMIT_MS);
      return this.messages[1] as FloodResult;
    } finally {
      await this.kill();
    }
  }

  /** The orders of the crowd, to be verified. */
  callLog({ orders }: FloodResult): CallLog {
    const log = new CallLog();
    for (const { token, items, status, orderId } of orders) {
      const outcome = orderId === undefined ? 'unknown' : 'ok';
      const call = {
        startedAt: 0,
        endedAt: 0,
        status,
        outcome,
        ...(orderId === undefined ? {} : { orderId }),
      } as const;
      log.add(this.users.get(token) ?? 0, items, undefined).calls.push(call);
    }
    return log;
  }

  private received(messages: number, limitMs: number): Promise<void> {
    const what = messages === 1 ? 'the crowd is connected' : 'the crowd has ended';
    return until(() => this.messages.length >= messages, { what, limitMs, alive: () => this.child.exitCode === null });
  }

  private async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** What holds for any crowd: every request is answered, none by an error, and refusals have a `Retry-After`. */
export function complaintsOf(flooded: FloodResult, connections: number): string[] {
  const complaints = Object.entries(flooded.broken).map(([reason, count]) => `${count} requests ended with ${reason}`);
  for (const [answer, count] of Object.entries(flooded.answers)) {
    if (answer.startsWith('5') && !answer.startsWith('503'))
      complaints.push(`${count} requests were answered ${answer}`);
  }
  if (flooded.withoutRetryAfter > 0) complaints.push(`${flooded.withoutRetryAfter} refusals had no Retry-After`);
  if (flooded.mostConnected < connections) {
    complaints.push(`the fault did not happen: ${flooded.mostConnected} connections instead of ${connections}`);
  }
  return complaints;
}
