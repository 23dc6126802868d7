import { once } from 'node:events';
import { HelperProcess } from './helper-process';

/** The connections to open, as plain data for the process that opens them. */
export interface Audience {
  readonly url: string;
  readonly sockets: number;
  /** opened one by one over this time, so that their periodic work is spread as evenly */
  readonly overMs: number;
  /** joins the default namespace and answers pings; otherwise it only receives websocket messages */
  readonly speaksSocketIo: boolean;
}

export interface ReceivedSignal {
  /** when the last client received it, in ns on the monotonic clock that all processes of the machine share */
  readonly lastAt: string;
  /** what each client received */
  readonly text: string;
}

const SIGNAL_LIMIT_MS = 20_000;

/** A process with many open sockets, to one or several servers. */
export class SubscriberSockets extends HelperProcess {
  constructor() {
    super('subscriber-process');
  }

  /** Resolves when every socket is open. */
  async open(audiences: readonly Audience[]): Promise<void> {
    const opened = this.next();
    this.child.send(audiences);
    await opened;
  }

  /** The next signal that all clients of an audience have received. To be called before it is sent. */
  async nextSignal(): Promise<ReceivedSignal> {
    return (await this.next(AbortSignal.timeout(SIGNAL_LIMIT_MS))) as ReceivedSignal;
  }

  private async next(signal?: AbortSignal): Promise<unknown> {
    const received = once(this.child, 'message', signal === undefined ? {} : { signal });
    const [message] = (await Promise.race([received, this.dead])) as [unknown];
    return message;
  }
}
