import { once } from 'node:events';
import { Beside } from './beside';

/** Whom to listen to, as plain data: the process that holds the sockets is another one. */
export interface Audience {
  readonly url: string;
  readonly sockets: number;
  /** opened one after the other over so long, so that what each does from time to time is spread as evenly */
  readonly overMs: number;
  /** enters the default namespace and answers pings; otherwise the bare messages of a websocket */
  readonly speaksSocketIo: boolean;
}

export interface Heard {
  /** on the monotonic clock that all processes of the machine share, ns: when the last client had it */
  readonly lastAt: string;
  /** what each of them was told */
  readonly text: string;
}

const HEARD_LIMIT_MS = 20_000;

/** A process that holds many open sockets, of several servers if need be: all are heard by the same. */
export class SubscriberSockets extends Beside {
  constructor() {
    super('listener-process');
  }

  /** Ends when every socket is open. */
  async open(audiences: readonly Audience[]): Promise<void> {
    const opened = this.next();
    this.child.send(audiences);
    await opened;
  }

  /** The next signal that all of an audience have heard. Ask before it is sent. */
  async heard(): Promise<Heard> {
    return (await this.next(AbortSignal.timeout(HEARD_LIMIT_MS))) as Heard;
  }

  private async next(signal?: AbortSignal): Promise<unknown> {
    const told = once(this.child, 'message', signal === undefined ? {} : { signal });
    const [message] = (await Promise.race([told, this.dead])) as [unknown];
    return message;
  }
}
