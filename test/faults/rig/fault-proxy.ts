import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listening, type Passage, TcpProxy } from '../../support/tcp-proxy';

/** What ends with a COMMIT, alone or behind others; MySQL is told of no attributes before it. */
const COMMITS = [';\nCOMMIT', '\x03COMMIT', '\x03\0\x01COMMIT'];

export type CommitFault =
  /** the server commits, and its answer never arrives */
  | 'answer dropped'
  /** the connection breaks behind the packet: the server may or may not get it */
  | 'cut behind'
  /** the connection breaks before the packet: the server never gets it */
  | 'cut before'
  /** the connection breaks, and the packet reaches the server a while later */
  | 'late';

const LATE_MS = 1_000;

/** Commits of transactions with a statement that holds this text, so many of them. */
interface Doubt {
  left: number;
  readonly how: CommitFault;
  readonly about: string;
}

/** A network that misbehaves on demand: slow, silent, broken off in the middle, or broken just around a COMMIT. */
export class FaultProxy extends TcpProxy {
  /** what was done so far, for the report */
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

  /** Everything takes this much longer, each way. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** After so many more bytes to the client the connection that carries them breaks, in the middle of an answer. */
  cutAfter(bytes: number): void {
    this.bytesLeft = bytes;
  }

  /**
   * The next `count` commits end in doubt for those who asked for them, besides what was ordered before.
   * @param about only those of transactions with a statement that holds this text
   */
  doubtCommits(count: number, how: CommitFault, about = ''): void {
    this.doubts.push({ left: count, how, about });
  }

  /** what the ordered doubts are about that are still to come */
  get doubtsLeft(): string[] {
    return this.doubts.filter(({ left }) => left > 0).map(({ left, about }) => `${left} of ${about}`);
  }

  /** Every connection breaks once, as when a router restarts; new ones are served. */
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
    const { from, to, asking } = passage;
    if (asking && this.doubts.length > 0 && this.doubted(chunk, passage)) return;
    if (!asking && this.committing.delete(from)) {
      to.resetAndDestroy();
      return;
    }
    if (!asking && (this.bytesLeft -= chunk.length) < 0) {
      this.bytesLeft = Infinity;
      this.counts.cutInTheMiddle++;
      to.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => to.resetAndDestroy());
      return;
    }
    if (this.delayMs === 0 && !this.turns.has(from)) super.pass(chunk, passage);
    else this.passLater(chunk, passage);
  }

  /** Slow, and in order: what comes after it never overtakes it, not even when the delay has ended meanwhile. */
  private passLater(chunk: Buffer, passage: Passage): void {
    this.counts.delayed++;
    const arrives = Promise.all([pause(this.delayMs), this.turns.get(passage.from)]);
    const turn = arrives.then(() => {
      super.pass(chunk, passage);
      if (this.turns.get(passage.from) === turn) this.turns.delete(passage.from);
    });
    this.turns.set(passage.from, turn);
  }

  /** Answers whether the packet has been dealt with. */
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
      // Without the listener that would end the other side too.
      from.removeAllListeners('close').once('close', () => this.sockets.delete(from));
      // The server closes its side when it has dealt with all that it got.
      to.once('close', () => this.counts.arrivedLate++);
      setTimeout(() => to.end(chunk), LATE_MS);
    }
    from.resetAndDestroy();
    return true;
  }
}
