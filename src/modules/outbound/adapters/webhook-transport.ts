import { setMaxListeners } from 'node:events';
import { envelope, type OutgoingEvent, type RefusedEvent, type Transport } from '../domain/outgoing-event';
import { signatureHeaders } from '../domain/signature';
import { postWebhook } from './webhook-post';

interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly anywhere: boolean;
}

/** Sends one request per event; an event that is not answered with 2xx is refused. */
export class WebhookTransport implements Transport {
  readonly maxInFlight = 16;
  readonly isBatched = false;
  readonly isLogged = true;
  private readonly closing = new AbortController();

  constructor(private readonly target: WebhookTarget) {
    // Each request in flight listens to it; Node warns of a leak from eleven listeners on.
    setMaxListeners(this.maxInFlight, this.closing.signal);
  }

  async send(events: readonly OutgoingEvent[]): Promise<readonly RefusedEvent[]> {
    const refused = await Promise.all(events.map((event) => this.sendOne(event)));
    return refused.flat();
  }

  /** Aborts the requests in flight. */
  close(): void {
    this.closing.abort();
  }

  private async sendOne(event: OutgoingEvent): Promise<RefusedEvent[]> {
    try {
      const status = await this.post(event);
      return status >= 200 && status < 300 ? [] : [{ event, reason: `Answered ${status}` }];
    } catch (error) {
      return [{ event, reason: error instanceof Error ? error.message : String(error) }];
    }
  }

  private post(event: OutgoingEvent): Promise<number> {
    const { url, secret, anywhere } = this.target;
    const body = envelope(event);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'HotDeal',
      ...signatureHeaders(secret, event.eventId, body, new Date()),
    };
    return postWebhook({ url, body, headers, anywhere, signal: this.closing.signal });
  }
}
