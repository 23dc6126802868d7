import { Kafka, KafkaJSProtocolError, logLevel, type Message, Partitioners, type Producer } from 'kafkajs';
import type { KafkaAccess } from '../outbound.config';
import { bisect } from '#platform/batching/bisect';
import { withTimeout } from '#platform/timing/with-timeout';
import { envelope, type OutgoingEvent, type RefusedEvent, type Transport } from '../domain/outgoing-event';

const CONNECT_LIMIT_MS = 3_000;
const REQUEST_LIMIT_MS = 5_000;
const SEND_LIMIT_MS = 15_000;
const CLOSE_LIMIT_MS = 1_000;
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

/**
 * Sends up to 500 events in one call, each of a different aggregate. A producer that has failed is discarded: its
 * sequence numbers may differ from those of the broker.
 */
export class KafkaTransport implements Transport {
  readonly maxInFlight = 500;
  readonly isBatched = true;
  readonly isLogged = false;
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

  async send(events: readonly OutgoingEvent[]): Promise<readonly RefusedEvent[]> {
    const refused: RefusedEvent[] = [];
    for (const topic of new Set(events.map((event) => event.topic))) {
      const ofTopic = events.filter((event) => event.topic === topic);
      await bisect(ofTopic, (some) => this.sendTo(topic, some), {
        // A topic that does not exist yet, a partition without a leader: nothing is wrong with the events.
        failsAll: (error) => refusalIn(error)?.retriable !== false,
        onFailure: (some, error) => {
          const refusal = refusalIn(error);
          if (refusal === undefined) throw error;
          refused.push(...some.map((event) => ({ event, reason: refusal.message })));
        },
      });
    }
    return refused;
  }

  async close(): Promise<void> {
    await this.discard();
  }

  private async sendTo(topic: string, events: readonly OutgoingEvent[]): Promise<void> {
    try {
      await withTimeout(SEND_LIMIT_MS, this.produce(topic, events), () => new Error('Kafka did not answer in time'));
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  private async produce(topic: string, events: readonly OutgoingEvent[]): Promise<void> {
    const messages = events.map((event): Message => ({
      key: String(event.messageKey),
      value: envelope(event),
      timestamp: String(event.happenedAt.getTime()),
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
    await withTimeout(CLOSE_LIMIT_MS, producer.disconnect(), () => new Error('Timed out')).catch(() => undefined);
  }
}

/** The broker's answer, however deep the client has wrapped it; undefined when no broker has answered. */
function refusalIn(error: unknown): KafkaJSProtocolError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof KafkaJSProtocolError) return at;
  return undefined;
}
