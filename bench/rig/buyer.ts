import { Agent, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { oneOf } from './order-load';

interface CompletedOrder {
  readonly orderId: number;
  readonly status: string;
}

/** A client with one open connection that waits for each answer before its next order. */
export class Buyer {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly address: string,
    private readonly token: string,
  ) {}

  /**
   * Orders one unit and waits for its completion.
   * @returns its id, and the ms from the request to the complete answer
   */
  async order(productId: number): Promise<{ readonly orderId: number; readonly ms: number }> {
    const body = oneOf(productId);
    const begun = performance.now();
    const response = await this.post('/api/orders/products', body);
    const order = (await json(response)) as CompletedOrder;
    const ended = performance.now();
    if (response.statusCode !== 201 || order.status !== 'ORDER_SUCCESS') {
      throw new Error(`The single buyer was answered ${response.statusCode}: ${JSON.stringify(order)}`);
    }
    return { orderId: order.orderId, ms: ended - begun };
  }

  close(): void {
    this.agent.destroy();
  }

  private post(path: string, body: string): Promise<IncomingMessage> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      prefer: 'wait=10',
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.address}${path}`, { method: 'POST', agent: this.agent, headers }, resolve);
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
