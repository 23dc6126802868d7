import { Kafka, KafkaJSProtocolError, logLevel, type Message, Partitioners, type Producer } from 'kafkajs';
import type { KafkaAccess } from '../outbound.config';
import { bisect } from '#platform/batching/bisect';
import { withTimeout } from '#platform/timing/with-timeout';
import { type Dispatch, envelope } from '../domain/envelope';
import type { Refused, Transport } from '../use-cases/ordered-sender';

const CONNECT_LIMIT_MS = 3_000;
const REQUEST_LIMIT_MS = 5_000;
const SEND_LIMIT_MS = 15_000;
const CLOSE_LIMIT_MS = 1_000;
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * Up to 500 events in one call, each of another aggregate. A producer that has failed is thrown away: what it knows of
 * its own sequence numbers may not be what the broker knows.
 */
export class KafkaTransport implements Transport {
  readonly most = 500;
  readonly together = true;
  readonly logged = false;
  private producer: Producer | undefined;
  private readonly kafka: Kafka;

  constructor({ brokers, tls, login }: KafkaAccess) {
    this.kafka = new Kafka({
      clientId: 'hotdeal',
      brokers: [...brokers],
      ssl: tls,
      ...(login === undefined ? {} : { sasl: login as never }),
      connectionTimeout: CONNECT_LIMIT_MS,
      authenticationTimeout: CONNECT_LIMIT_MS,
      requestTimeout: REQUEST_LIMIT_MS,
      retry: RETRY,
      logLevel: logLevel.NOTHING,
    });
  }

  async send(dispatches: readonly Dispatch[]): Promise<readonly Refused[]> {
    const refused: Refused[] = [];
    for (const topic of new Set(dispatches.map((dispatch) => dispatch.topic))) {
      const ofTopic = dispatches.filter((dispatch) => dispatch.topic === topic);
      await bisect(ofTopic, (some) => this.sendTo(topic, some), {
        // A topic that does not exist yet, a partition without a leader: nothing is wrong with the events.
        failsAll: (error) => refusalIn(error)?.retriable !== false,
        onFailure: (some, error) => {
          const refusal = refusalIn(error);
          if (refusal === undefined) throw error;
          refused.push(...some.map((dispatch) => ({ dispatch, reason: refusal.message })));
        },
      });
    }
    return refused;
  }

  async close(): Promise<void> {
    await this.discard();
  }

  private async sendTo(topic: string, dispatches: readonly Dispatch[]): Promise<void> {
    try {
      await withTimeout(SEND_LIMIT_MS, this.produce(topic, dispatches), () => new Error('Kafka does not answer'));
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  private async produce(topic: string, dispatches: readonly Dispatch[]): Promise<void> {
    const messages = dispatches.map((dispatch): Message => ({
      key: String(dispatch.aggregateId),
      value: envelope(dispatch),
      timestamp: String(dispatch.happenedAt.getTime()),
    }));
    const producer = await this.connected();
    await producer.send({ topic, acks: -1, timeout: REQUEST_LIMIT_MS, messages });
  }

  private async connected(): Promise<Producer> {
    if (this.producer !== undefined) return this.producer;
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    this.producer = producer;
    await producer.connect();
    return producer;
  }

  private async discard(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer === undefined) return;
    await withTimeout(CLOSE_LIMIT_MS, producer.disconnect(), () => new Error('late')).catch(() => undefined);
  }
}

/** What a broker has answered, however deep the client has wrapped it; `undefined`: none has. */
function refusalIn(error: unknown): KafkaJSProtocolError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof KafkaJSProtocolError) return at;
  return undefined;
}
