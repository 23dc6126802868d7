import { setTimeout as pause } from 'node:timers/promises';
import { SubscriberSocket } from '../../support/subscriber-socket';

interface Signal {
  readonly seq: number;
  readonly eventId: number;
  readonly signal?: string;
}

const SIGNALS = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'];
const PAGE_SIZE = 100;
const RETRY_MS = 100;

/**
 * A client as docs/live-signals.md recommends it: it drops repeats by their numbers, and requests what it has missed
 * after a connection that was not recovered.
 */
export class SignalFollower extends SubscriberSocket {
  /** signals by number */
  readonly known = new Map<number, string>();
  /** numbers that came with different signals */
  readonly contradicted: number[] = [];
  /** how many signals came only by that request */
  caughtUp = 0;
  private address: string;
  private following = true;

  constructor(address: string, token: string | undefined) {
    super(address, {
      ...(token === undefined ? {} : { auth: { token } }),
      reconnectionDelay: 300,
      reconnectionDelayMax: 1_000,
    });
    this.address = address;
    for (const name of SIGNALS) this.socket.on(name, (signal: Signal) => this.take(signal));
    this.socket.on('connect', () => void (this.socket.recovered || this.catchUp()));
  }

  override moveTo(url: string): void {
    this.address = url;
    super.moveTo(url);
  }

  disconnect(): void {
    this.following = false;
    this.socket.disconnect();
  }

  private async catchUp(): Promise<void> {
    while (this.following) {
      const query = `after=${this.complete()}&limit=${PAGE_SIZE}`;
      const answer = await fetch(`${this.address}/api/event/signals?${query}`).catch(() => undefined);
      if (answer?.status !== 200) {
        await answer?.arrayBuffer();
        await pause(RETRY_MS);
        continue;
      }
      const { items } = (await answer.json()) as { items: Signal[] };
      this.caughtUp += items.filter((signal) => this.take(signal)).length;
      if (items.length < PAGE_SIZE) return;
    }
  }

  /** The number up to which no signal is missing. */
  private complete(): number {
    let seq = 0;
    while (this.known.has(seq + 1)) seq++;
    return seq;
  }

  private take({ seq, eventId, signal = 'new-hot-deal' }: Signal): boolean {
    const what = `${signal} of ${eventId}`;
    const before = this.known.get(seq);
    if (before === undefined) this.known.set(seq, what);
    else if (before !== what) this.contradicted.push(seq);
    return before === undefined;
  }
}
