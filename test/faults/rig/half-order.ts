import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { Agent } from 'node:http';
import type { Book, Call } from './book';
import type { Door } from './calls';

const ANSWER_LIMIT_MS = 15_000;

/** An order of one unit of which half has been sent, as from a telephone in a tunnel; written into the book. */
export class HalfOrder {
  private readonly rest: string;

  private constructor(
    private readonly asked: ReturnType<typeof request>,
    body: string,
    private readonly call: Promise<Call>,
  ) {
    this.rest = body.slice(body.length / 2);
  }

  /** Ends when the first half is on its way. */
  static async begin(door: Door, userId: number, productId: number, book: Book): Promise<HalfOrder> {
    const key = randomUUID();
    const items = [{ productId, quantity: 1 }];
    const body = JSON.stringify({ orderItems: items }).padEnd(64);
    const asked = request(`${door.address}/api/orders/products`, {
      method: 'POST',
      agent: new Agent({ keepAlive: false }),
      headers: {
        authorization: `Bearer ${door.token}`,
        'content-type': 'application/json',
        'content-length': body.length,
        'idempotency-key': key,
      },
    });
    const intention = book.open(userId, items, key);
    const call = answerTo(asked).then((made) => {
      intention.calls.push(made);
      return made;
    });
    await new Promise<void>((sent) => asked.write(body.slice(0, body.length / 2), () => sent()));
    return new HalfOrder(asked, body, call);
  }

  /** The rest follows; answers what became of it. */
  async finish(): Promise<Call> {
    this.asked.end(this.rest);
    return this.call;
  }
}

function answerTo(asked: ReturnType<typeof request>): Promise<Call> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const ended = (rest: Pick<Call, 'outcome' | 'status'> & Partial<Call>): void =>
      resolve({ startedAt, endedAt: performance.now(), ...rest });
    asked.setTimeout(ANSWER_LIMIT_MS, () => asked.destroy());
    asked.once('error', (error) => ended({ outcome: 'unknown', status: 0, code: error.message }));
    asked.once('response', (answer: IncomingMessage) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('close', () => {
        const status = answer.statusCode ?? 0;
        const told = (answer.complete ? JSON.parse(text) : {}) as { orderId?: number; status?: string; code?: string };
        if (told.orderId === undefined) ended({ outcome: 'unknown', status, code: told.code ?? 'cut off' });
        else
          ended({ outcome: 'ok', status, orderId: told.orderId, ...(told.status ? { orderStatus: told.status } : {}) });
      });
    });
  });
}
