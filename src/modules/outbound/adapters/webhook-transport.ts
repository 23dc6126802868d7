import { type Dispatch, envelope } from '../domain/envelope';
import { signature } from '../domain/signature';
import type { Refused, Transport } from '../use-cases/ordered-sender';
import { postWebhook } from './webhook-post';

interface Webhook {
  readonly url: string;
  readonly secret: string;
  readonly anywhere: boolean;
}

/** One request per event; whatever is not answered 2xx is refused. */
export class WebhookTransport implements Transport {
  readonly most = 16;
  readonly together = false;
  readonly logged = true;
  private readonly ends = new AbortController();

  constructor(private readonly webhook: Webhook) {}

  async send(dispatches: readonly Dispatch[]): Promise<readonly Refused[]> {
    const refusals = await Promise.all(dispatches.map((dispatch) => this.refusal(dispatch)));
    return refusals.flat();
  }

  /** Whatever is on its way comes to its end now. */
  close(): void {
    this.ends.abort();
  }

  private async refusal(dispatch: Dispatch): Promise<Refused[]> {
    try {
      const status = await this.post(dispatch);
      return status >= 200 && status < 300 ? [] : [{ dispatch, reason: `Answered ${status}` }];
    } catch (error) {
      return [{ dispatch, reason: error instanceof Error ? error.message : String(error) }];
    }
  }

  private post(dispatch: Dispatch): Promise<number> {
    const { url, secret, anywhere } = this.webhook;
    const body = envelope(dispatch);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'HotDeal',
      'x-hotdeal-signature': signature(secret, body, Math.floor(Date.now() / 1_000)),
    };
    return postWebhook({ url, body, headers, anywhere, signal: this.ends.signal });
  }
}
