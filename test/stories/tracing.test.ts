import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineEvent } from '#platform/events/domain-event';
import { type EventBatch, EventHandler } from '#platform/events/event-handler';
import { tracing } from '#platform/observability/tracing';
import { AccessTokens } from '#platform/security/access-tokens';
import { OrderRepository } from '../../src/modules/order/persistence/order.repository';
import { beginTracing } from '../../src/tracing';
import { type TestPlatform, openPlatform } from '../support/platform';
import { pauseStep } from '../support/paused-step';
import { SubscriberSocket } from '../support/subscriber-socket';
import { openShop, type Shop } from '../support/shop';
import { type ReceivedSpan, TraceReceiver } from '../support/trace-receiver';
import { until } from '../support/until';

const BellRang = defineEvent('bell.rang', z.looseObject({ bell: z.number() }));

class RecordRings extends EventHandler<{ bell: number }> {
  override readonly event = BellRang;
  override readonly name = 'test.record';
  recorded: unknown[] = [];

  override async handle({ events }: EventBatch<{ bell: number }>): Promise<void> {
    this.recorded.push(...events);
  }
}

describe('a trace', () => {
  let receiver: TraceReceiver;
  let traces: { end(): Promise<void> };
  let shop: Shop;
  let beside: Shop;
  let lamp: number;

  beforeAll(async () => {
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '20';
    receiver = await TraceReceiver.open();
    traces = beginTracing(receiver.address);
    shop = await openShop();
    beside = await openShop({ beside: shop });
    lamp = await shop.stocked(100);
  });
  afterAll(async () => {
    await beside.close();
    await shop.close();
    await traces.end();
    receiver.close();
    delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
  });

  const newTrace = () => ({ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') });
  const order = (traceparent: string) =>
    shop.buyer(1).post('/api/orders/v1', { productId: lamp, quantity: 1 }, { traceparent, Prefer: 'wait=30' });
  const isLinked = (one: ReceivedSpan, other: ReceivedSpan) =>
    one.links?.some(({ traceId, spanId }) => traceId === other.traceId && spanId === other.spanId) === true;

  it('follows an order from its client through the batch, the stock and the completion to the signal on another instance', async () => {
    const principal = { userId: 1, role: 'USER', sessionId: 'login-of-1', generation: 0 } as const;
    const subscriber = new SubscriberSocket(beside.address, {
      auth: { token: shop.app.get(AccessTokens).sign(principal).token },
    });
    await subscriber.connected();
    const { traceId, spanId } = newTrace();
    const { status, headers } = await order(`00-${traceId}-${spanId}-01`);
    expect([status, headers.has('traceparent')]).toEqual([201, false]);
    await subscriber.next('order-settled');
    subscriber.socket.disconnect();

    const signal = await receiver.span('signal.order-settled', traceId);
    const request = await receiver.span('POST /api/orders/v1', traceId);
    // Each span is exported on its own when it ends.
    for (const name of ['order.insert', 'order.take-stock', 'order.complete', 'notification.signal-owners']) {
      await receiver.span(name, traceId);
    }
    for (const name of ['stock.take', 'stock.transaction', 'lock.wait']) {
      await receiver.span(name, traceId);
    }
    expect(request.parentSpanId).toBe(spanId);
    expect(request.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 201 } });
    const top = 'POST /api/orders/v1';
    const pathTo = (name: string) => receiver.pathTo(receiver.named(name, traceId)[0] as ReceivedSpan);
    expect(pathTo('order.insert')).toEqual(['order.insert', top]);
    expect(pathTo('lock.wait')).toEqual(['lock.wait', 'stock.take', 'order.take-stock', top]);
    expect(pathTo('stock.transaction')).toEqual(['stock.transaction', 'stock.take', 'order.take-stock', top]);
    const settled = ['notification.signal-owners', 'order.complete', 'order.take-stock', top];
    expect(receiver.pathTo(signal)).toEqual(['signal.order-settled', ...settled]);
    expect(receiver.spans.filter((span) => span.traceId === traceId).every(({ links }) => !links?.length)).toBe(true);
    expect(receiver.paths[0]).toBe('/v1/traces');
    expect(receiver.resources[0]?.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'hotdeal' },
    });
  });

  it('is linked with the traces of the orders in the same batch, in both directions', async () => {
    const orders = shop.app.get(OrderRepository, { strict: false });
    const step = pauseStep<{ insert: unknown }, 'insert'>(orders as never, 'insert');
    const [alone, one, other] = [newTrace(), newTrace(), newTrace()];
    const responses = [order(`00-${alone.traceId}-${alone.spanId}-01`)];
    await step.reached;
    for (const { traceId, spanId } of [one, other]) {
      const before = orders['additions']['waiting'].length;
      responses.push(order(`00-${traceId}-${spanId}-01`));
      await until(async () => orders['additions']['waiting'].length > before);
    }
    step.release();
    await Promise.all(responses);
    await receiver.span('POST /api/orders/v1', other.traceId);

    for (const name of ['order.insert', 'order.take-stock']) {
      const whole = await receiver.span(name, one.traceId);
      const part = await receiver.span(name, other.traceId);
      expect([isLinked(whole, part), whole.links?.length, part.links?.length]).toEqual([false, 1, 1]);
      expect(whole.links?.[0]?.traceId).toBe(other.traceId);
      expect(isLinked(part, whole)).toBe(true);
      expect(whole.attributes).toContainEqual({ key: 'hotdeal.batch.size', value: { intValue: 2 } });
      expect(receiver.pathTo(part)).toEqual([name, 'POST /api/orders/v1']);
    }
    await receiver.span('stock.take', alone.traceId);
    await receiver.span('stock.take', one.traceId);
    expect(receiver.named('stock.take', other.traceId)).toEqual([]);
  });

  it('is not recorded when the client does not sample it, and is started when the header is missing or invalid', async () => {
    const { traceId, spanId } = newTrace();
    await order(`00-${traceId}-${spanId}-00`);
    await order('00-zzz');
    await order(`00-${'0'.repeat(32)}-${spanId}-01`);
    const requests = await until(async () => {
      const started = receiver.named('POST /api/orders/v1').filter(({ parentSpanId }) => !parentSpanId);
      return started.length === 2 && started;
    });
    for (const request of requests) await receiver.span('order.complete', request.traceId);
    expect(receiver.spans.filter((span) => span.traceId === traceId)).toEqual([]);
  });

  describe('in stored events', () => {
    let platform: TestPlatform;
    beforeAll(async () => {
      platform = await openPlatform({ providers: [RecordRings] });
    });
    afterAll(() => platform.close());

    const publish = (delayMs: number, trace: string | undefined) => {
      const storing = () =>
        platform.database.transaction((tx) =>
          platform.bus.publish(tx, BellRang, [{ bell: 1 }, { bell: 2 }], { delayMs }),
        );
      return tracing?.following(trace, storing);
    };
    const stored = async () =>
      (await platform.database.query<{ payload: string }>('SELECT payload FROM event_publications')).flatMap(
        ({ payload }) => JSON.parse(payload) as unknown[],
      );

    it('reaches the instance that handles them, but not the handler', async () => {
      const { traceId, spanId } = newTrace();
      const traceparent = `00-${traceId}-${spanId}-01`;
      await publish(60_000, traceparent);
      expect(await stored()).toEqual([1, 2].map((bell) => ({ bell, traceparent })));
      await platform.database.execute('UPDATE event_publications SET due_at = NOW(3)');
      await platform.bus.drain();

      expect(platform.module.get(RecordRings).recorded).toEqual([{ bell: 1 }, { bell: 2 }]);
      expect((await receiver.span('test.record', traceId)).parentSpanId).toBe(spanId);
    });

    it('does not pass from one caller to those that are served after it', async () => {
      const { traceId, spanId } = newTrace();
      const served = async () => tracing?.current();
      const serving = () => tracing?.joined('serving', [undefined], served);
      expect(await tracing?.following(`00-${traceId}-${spanId}-01`, serving)).toBeUndefined();
    });

    it('is not stored with events that belong to none', async () => {
      await publish(60_000, undefined);
      expect(await stored()).toEqual([{ bell: 1 }, { bell: 2 }]);
    });
  });
});
