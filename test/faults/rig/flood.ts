import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Book, type OrderedItem } from './book';
import type { Rig } from './rig';
import { until } from '../../servers/until';

export interface Crowd {
  readonly connections: number;
  /** what they ask for, in turn */
  readonly kinds: readonly ('order' | 'list' | 'stranger' | 'login')[];
  readonly products?: readonly number[];
  /** of this machine, from which they come */
  readonly addresses?: readonly string[];
}

/** What a crowd was told, all in all. */
export interface Flooded {
  readonly requests: number;
  /** how often by status and code; status 0: no answer */
  readonly answers: Readonly<Record<string, number>>;
  /** refusals that should have said when to come again, and did not */
  readonly impatient: number;
  readonly mostConnected: number;
  /** requests without an answer, by reason */
  readonly broken: Readonly<Record<string, number>>;
  /** milliseconds until the answer */
  readonly median: number;
  readonly p99: number;
  readonly slowest: number;
  /** orders that were acknowledged, or may be there */
  readonly orders: readonly { token: string; items: OrderedItem[]; status: number; orderId?: number }[];
}

const USERS = 1_000;
const OPEN_LIMIT_MS = 60_000;
const END_LIMIT_MS = 70_000;

/** More people than the shop can serve, who ask again as soon as they are answered; in a process of their own. */
export class Flood {
  private readonly messages: object[] = [];
  private stoppedAt = Infinity;

  private constructor(
    private readonly child: ChildProcess,
    private readonly users: ReadonlyMap<string, number>,
  ) {
    child.on('message', (message) => this.messages.push(message as object));
  }

  /** Ends when all of them are there. */
  static async begin(
    rig: Rig,
    { connections, kinds, products = [], addresses = ['127.9.0.1'] }: Crowd,
  ): Promise<Flood> {
    const users = new Map(Array.from({ length: USERS }, (_, index) => [rig.token(index + 1), index + 1]));
    const child = fork(join(__dirname, 'flood-process.cjs'), [], { execArgv: [], serialization: 'advanced' });
    const flood = new Flood(child, users);
    const port = Number(new URL(rig.at(0).address).port);
    child.send({ port, connections, kinds, products, addresses, tokens: [...users.keys()] });
    await flood.heard(1, OPEN_LIMIT_MS).catch(async (late: Error) => {
      await flood.kill();
      throw late;
    });
    return flood;
  }

  /** when they were told to stop, on this process's clock */
  get endedAt(): number {
    return this.stoppedAt;
  }

  /** They take their last answers and go. */
  async end(): Promise<Flooded> {
    this.stoppedAt = performance.now();
    this.child.send({ stop: true });
    try {
      await this.heard(2, END_LIMIT_MS);
      return this.messages[1] as Flooded;
    } finally {
      await this.kill();
    }
  }

  /** Their orders, for the judge. */
  book({ orders }: Flooded): Book {
    const book = new Book();
    for (const { token, items, status, orderId } of orders) {
      const outcome = orderId === undefined ? 'unknown' : 'ok';
      const told = orderId === undefined ? {} : { orderId };
      const call = { startedAt: 0, endedAt: 0, status, outcome, ...told } as const;
      book.open(this.users.get(token) ?? 0, items, undefined).calls.push(call);
    }
    return book;
  }

  private heard(messages: number, limitMs: number): Promise<void> {
    const what = messages === 1 ? 'the crowd is there' : 'the crowd has gone';
    return until(() => this.messages.length >= messages, { what, limitMs, alive: () => this.child.exitCode === null });
  }

  private async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** What must hold for a crowd, whatever it does: everybody is answered, nobody by an error, and refusals say when. */
export function complaintsOf(flooded: Flooded, connections: number): string[] {
  const complaints = Object.entries(flooded.broken).map(([reason, count]) => `${count} requests ended with ${reason}`);
  for (const [answer, count] of Object.entries(flooded.answers)) {
    if (answer.startsWith('5') && !answer.startsWith('503'))
      complaints.push(`${count} requests were answered ${answer}`);
  }
  if (flooded.impatient > 0) complaints.push(`${flooded.impatient} refusals did not say when to come again`);
  if (flooded.mostConnected < connections) {
    complaints.push(`the fault did not happen: ${flooded.mostConnected} connections instead of ${connections}`);
  }
  return complaints;
}
