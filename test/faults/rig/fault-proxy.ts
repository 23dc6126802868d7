import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listening, type Passage, TcpProxy } from '../../support/tcp-proxy';

/** How a packet ends that has a COMMIT in it, alone or after other statements; for MySQL also without attributes. */
const COMMITS = [';\nCOMMIT', '\x03COMMIT', '\x03\0\x01COMMIT'];

export type CommitFault =
  /** the server commits and its answer never arrives */
  | 'answer dropped'
  /** the connection breaks after the packet, which the server may receive or not */
  | 'cut behind'
  /** the connection breaks before the packet, which the server never receives */
  | 'cut before'
  /** the connection breaks, and the packet reaches the server a second later */
  | 'late';

const LATE_MS = 1_000;

/** How many commits are affected, of transactions with a statement that contains this text. */
interface Doubt {
  left: number;
  readonly how: CommitFault;
  readonly about: string;
}

/** A network that fails on demand: slow, silent, cut within an answer, or broken around a COMMIT. */
export class FaultProxy extends TcpProxy {
  /** how often each fault has happened, for the report */
  readonly counts = { commitsInDoubt: 0, arrivedLate: 0, cutInTheMiddle: 0, delayed: 0, reset: 0 };
  private delayMs = 0;
  private bytesLeft = Infinity;
  private doubts: Doubt[] = [];
  private readonly committing = new Set<Socket>();
  private readonly statements = new WeakMap<Socket, string>();
  private readonly turns = new WeakMap<Socket, Promise<void>>();

  static override async to(host: string, port: number): Promise<FaultProxy> {
    return new FaultProxy(await listening(), { host, port });
  }

  /** Delays everything by this time, in each direction. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Breaks the connection that carries the byte of this number to the client, within an answer. */
  cutAfter(bytes: number): void {
    this.bytesLeft = bytes;
  }

  /**
   * Leaves the outcome of the next `count` commits unknown to their clients, in addition to earlier calls.
   * @param about only commits of transactions with a statement that contains this text
   */
  doubtCommits(count: number, how: CommitFault, about = ''): void {
    this.doubts.push({ left: count, how, about });
  }

  /** the commits that are still to be affected, as text */
  get doubtsLeft(): string[] {
    return this.doubts.filter(({ left }) => left > 0).map(({ left, about }) => `${left} of ${about}`);
  }

  /** Breaks every connection once, as the restart of a router does. New connections work. */
  reset(): void {
    this.counts.reset += this.connections;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  heal(): void {
    this.delayMs = 0;
    this.bytesLeft = Infinity;
    this.doubts = [];
    this.mend();
  }

  protected override pass(chunk: Buffer, passage: Passage): void {
    const { from, to, isRequest } = passage;
    if (isRequest && this.doubts.length > 0 && this.doubted(chunk, passage)) return;
    if (!isRequest && this.committing.delete(from)) {
      to.resetAndDestroy();
      return;
    }
    if (!isRequest && (this.bytesLeft -= chunk.length) < 0) {
      this.bytesLeft = Infinity;
      this.counts.cutInTheMiddle++;
      to.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => to.resetAndDestroy());
      return;
    }
    if (this.delayMs === 0 && !this.turns.has(from)) super.pass(chunk, passage);
    else this.passLater(chunk, passage);
  }

  /** Delays in order: a later chunk never overtakes an earlier one, even if the delay was removed meanwhile. */
  private passLater(chunk: Buffer, passage: Passage): void {
    this.counts.delayed++;
    const arrives = Promise.all([pause(this.delayMs), this.turns.get(passage.from)]);
    const turn = arrives.then(() => {
      super.pass(chunk, passage);
      if (this.turns.get(passage.from) === turn) this.turns.delete(passage.from);
    });
    this.turns.set(passage.from, turn);
  }

  /** @returns whether the packet has been handled here */
  private doubted(chunk: Buffer, passage: Passage): boolean {
    const { from } = passage;
    const before = this.statements.get(from) ?? '';
    const statements = `${before}\n${chunk.toString('latin1')}`;
    if (!COMMITS.some((end) => statements.endsWith(end))) {
      this.statements.set(from, statements);
      return false;
    }
    this.statements.delete(from);
    const doubt = this.doubts.find(({ left, about }) => left > 0 && statements.includes(about));
    if (doubt === undefined) return false;
    doubt.left--;
    this.counts.commitsInDoubt++;
    return this.breakAround(chunk, passage, doubt.how);
  }

  private breakAround(chunk: Buffer, { from, to }: Passage, how: CommitFault): boolean {
    if (how === 'answer dropped') {
      this.committing.add(to);
      return false;
    }
    if (how === 'cut behind') {
      to.write(chunk, () => from.resetAndDestroy());
      return true;
    }
    if (how === 'late') {
      // The default handler of `close` would close the other side too.
      from.removeAllListeners('close').once('close', () => this.sockets.delete(from));
      // The server closes its side when it has processed all that it received.
      to.once('close', () => this.counts.arrivedLate++);
      setTimeout(() => to.end(chunk), LATE_MS);
    }
    from.resetAndDestroy();
    return true;
  }
}
