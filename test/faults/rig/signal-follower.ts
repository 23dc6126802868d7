import { setTimeout as pause } from 'node:timers/promises';
import { SubscriberSocket } from '../../support/subscriber-socket';

interface Signal {
  readonly seq: number;
  readonly eventId: number;
  readonly signal?: string;
}

const SIGNALS = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'];
const AT_ONCE = 100;
const AGAIN_MS = 100;

/**
 * A client as it should be written: it drops repeats by their numbers, and after a connection that was not recovered it
 * asks for what it has missed.
 */
export class SignalFollower extends SubscriberSocket {
  /** by number */
  readonly known = new Map<number, string>();
  /** numbers under which it was told different things */
  readonly contradicted: number[] = [];
  /** what it would have missed without asking */
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

  leave(): void {
    this.following = false;
    this.socket.disconnect();
  }

  private async catchUp(): Promise<void> {
    while (this.following) {
      const answer = await fetch(`${this.address}/api/event/signals?after=${this.complete()}&limit=${AT_ONCE}`).catch(
        () => undefined,
      );
      if (answer?.status !== 200) {
        await answer?.arrayBuffer();
        await pause(AGAIN_MS);
        continue;
      }
      const { items } = (await answer.json()) as { items: Signal[] };
      this.caughtUp += items.filter((signal) => this.take(signal)).length;
      if (items.length < AT_ONCE) return;
    }
  }

  /** Up to this number it knows all. */
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
