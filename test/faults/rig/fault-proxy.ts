import type { Socket } from 'node:net';
import { listening, type Passage, TcpProxy } from '../../support/tcp-proxy';

/** A COM_QUERY packet of MySQL's protocol whose whole text is COMMIT. */
const COMMIT = Buffer.from('\x07\0\0\0\x03COMMIT', 'latin1');

type CommitFault =
  /** the server commits, and its answer never arrives */
  | 'answer dropped'
  /** the connection breaks behind the packet: the server may or may not get it */
  | 'cut behind'
  /** the connection breaks, and the packet reaches the server a while later */
  | 'late';

const LATE_MS = 1_000;

/** A network that misbehaves on demand: slow, silent, broken off in the middle, or broken just around a COMMIT. */
export class FaultProxy extends TcpProxy {
  /** what was done so far, for the report */
  readonly counts = { commitsInDoubt: 0, cutInTheMiddle: 0 };
  private delayMs = 0;
  private bytesLeft = Infinity;
  private doubts = 0;
  private commitFault: CommitFault = 'answer dropped';
  private readonly committing = new Set<Socket>();

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

  /** The next `count` commits end in doubt for those who asked for them. */
  doubtCommits(count: number, how: CommitFault): void {
    this.doubts = count;
    this.commitFault = how;
  }

  /** Every connection breaks once, as when a router restarts; new ones are served. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  heal(): void {
    this.delayMs = 0;
    this.bytesLeft = Infinity;
    this.doubts = 0;
    this.mend();
  }

  protected override pass(chunk: Buffer, passage: Passage): void {
    const { from, to, asking } = passage;
    if (asking && this.doubts > 0 && chunk.includes(COMMIT)) {
      this.doubts--;
      this.counts.commitsInDoubt++;
      if (this.doubt(chunk, passage)) return;
    }
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
    if (this.delayMs === 0) super.pass(chunk, passage);
    else setTimeout(() => super.pass(chunk, passage), this.delayMs);
  }

  /** Answers whether the packet has been dealt with. */
  private doubt(chunk: Buffer, { from, to }: Passage): boolean {
    if (this.commitFault === 'answer dropped') {
      this.committing.add(to);
      return false;
    }
    if (this.commitFault === 'cut behind') {
      to.write(chunk, () => from.resetAndDestroy());
      return true;
    }
    // Without the listener that would end the other side too.
    from.removeAllListeners('close').once('close', () => this.sockets.delete(from));
    from.resetAndDestroy();
    setTimeout(() => to.end(chunk), LATE_MS);
    return true;
  }
}
