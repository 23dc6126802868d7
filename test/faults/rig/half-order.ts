import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { Agent } from 'node:http';
import type { CallLog, Call } from './call-log';
import type { CallTarget } from './calls';

const ANSWER_LIMIT_MS = 15_000;

/** An order of one unit whose request is sent in two halves, as over a bad mobile connection. Its answer is logged. */
export class HalfOrder {
  private readonly rest: string;

  private constructor(
    private readonly sent: ReturnType<typeof request>,
    body: string,
    private readonly call: Promise<Call>,
  ) {
    this.rest = body.slice(body.length / 2);
  }

  /** Resolves when the first half is sent. */
  static async begin(target: CallTarget, userId: number, productId: number, log: CallLog): Promise<HalfOrder> {
    const key = randomUUID();
    const items = [{ productId, quantity: 1 }];
    const body = JSON.stringify({ orderItems: items }).padEnd(64);
    const sent = request(`${target.address}/api/orders/products`, {
      method: 'POST',
      agent: new Agent({ keepAlive: false }),
      headers: {
        authorization: `Bearer ${target.token}`,
        'content-type': 'application/json',
        'content-length': body.length,
        'idempotency-key': key,
      },
    });
    const attempt = log.add(userId, items, key);
    const call = answerTo(sent).then((made) => {
      attempt.calls.push(made);
      return made;
    });
    await new Promise<void>((written) => sent.write(body.slice(0, body.length / 2), () => written()));
    return new HalfOrder(sent, body, call);
  }

  /** Sends the second half and waits for the answer. */
  async finish(): Promise<Call> {
    this.sent.end(this.rest);
    return this.call;
  }
}

function answerTo(sent: ReturnType<typeof request>): Promise<Call> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const ended = (rest: Pick<Call, 'outcome' | 'status'> & Partial<Call>): void =>
      resolve({ startedAt, endedAt: performance.now(), ...rest });
    sent.setTimeout(ANSWER_LIMIT_MS, () => sent.destroy());
    sent.once('error', (error) => ended({ outcome: 'unknown', status: 0, code: error.message }));
    sent.once('response', (answer: IncomingMessage) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.once('close', () => {
        const status = answer.statusCode ?? 0;
        const body = (answer.complete ? JSON.parse(text) : {}) as { orderId?: number; status?: string; code?: string };
        if (body.orderId === undefined) ended({ outcome: 'unknown', status, code: body.code ?? 'cut off' });
        else
          ended({ outcome: 'ok', status, orderId: body.orderId, ...(body.status ? { orderStatus: body.status } : {}) });
      });
    });
  });
}
