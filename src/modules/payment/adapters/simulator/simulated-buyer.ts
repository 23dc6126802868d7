import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { Unavailable } from '#platform/domain-error';
import { HttpClient } from '#platform/http-client/http-client';
import { TossConfig } from '../../toss.config';

const NAME = 'The payment simulator';
const LIMIT_MS = 10_000;

const played = z.object({ payment: z.object({ paymentKey: z.string().min(1).max(200), status: z.string() }) });

/** Pays with a card that is accepted, or with one that is declined when the payment is confirmed; transfers a deposit. */
export type BuyerAction = 'pay' | 'decline' | 'deposit';

/** Plays the buyer at the payment simulator. */
@Injectable()
export class SimulatedBuyer implements OnApplicationShutdown {
  private readonly http = new HttpClient({ name: NAME });

  constructor(private readonly toss: TossConfig) {}

  onApplicationShutdown(): void {
    this.http.close();
  }

  /**
   * @returns the payment as it is there then; `undefined`: the simulator does not know it, or it cannot be paid any more
   * @throws Unavailable when the simulator gives no answer
   */
  async play(
    action: BuyerAction,
    orderId: string,
  ): Promise<{ readonly paymentKey: string; readonly status: string } | undefined> {
    const response = await this.http
      .send({
        method: 'POST',
        url: `${this.toss.api}/__play`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action, orderId }),
        limitMs: LIMIT_MS,
      })
      .catch((error: unknown) => {
        throw new Unavailable(NAME, error);
      });
    if (response.status >= 500) throw new Unavailable(NAME, new Error(`HTTP ${response.status}`));
    return response.status === 200 ? paymentOf(response.body) : undefined;
  }
}

function paymentOf(body: string): z.infer<typeof played>['payment'] {
  try {
    return played.parse(JSON.parse(body)).payment;
  } catch (error) {
    throw new Unavailable(NAME, error);
  }
}
