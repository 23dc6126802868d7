import { type EventType, hasTimestamp } from './integration-event';

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 300_000;
const MAX_DOUBLINGS = 20;

/** One integration event for one subscriber. */
export interface OutgoingEvent {
  readonly deliveryId: number;
  readonly topic: string;
  readonly aggregateId: number;
  /** where Kafka keeps events in order */
  readonly messageKey: number;
  readonly eventId: string;
  readonly type: EventType;
  /** the JSON that was stored */
  readonly data: string;
  readonly happenedAt: Date;
  /** failed attempts so far */
  readonly attempts: number;
}

/** The message, after CloudEvents 1.0; the same text at each attempt. */
export function envelope({ eventId, type, happenedAt, aggregateId, deliveryId, data }: OutgoingEvent): string {
  const time = happenedAt.toISOString();
  const head = {
    specversion: '1.0',
    id: eventId,
    source: 'hotdeal',
    type,
    time,
    aggregateId,
    sequence: deliveryId,
  };
  const timed = hasTimestamp(type) ? `${data.slice(0, -1)},"timestamp":"${time}"}` : data;
  return `${JSON.stringify(head).slice(0, -1)},"data":${timed}}`;
}

/** The name of an event's aggregate; events with the same name are sent one after the other. */
export function aggregateOf({ topic, aggregateId }: Pick<OutgoingEvent, 'topic' | 'aggregateId'>): string {
  return `${topic}/${aggregateId}`;
}

export interface RefusedEvent {
  readonly event: OutgoingEvent;
  readonly reason: string;
}

/** Sends events to one subscriber. */
export interface Transport {
  /** how many events may be in flight at once, each of a different aggregate */
  readonly maxInFlight: number;
  /** whether all of them go in one call, or each in its own */
  readonly isBatched: boolean;
  /** whether sent events stay in the log */
  readonly isLogged: boolean;
  /**
   * Sends the events and returns those that the subscriber refused; all others have arrived.
   * @throws when the subscriber is unavailable, and it is unknown which events have arrived
   */
  send(events: readonly OutgoingEvent[]): Promise<readonly RefusedEvent[]>;
  close(): Promise<void> | void;
}

/** The pause after a number of failures in a row, in milliseconds: doubled each time up to five minutes, with jitter. */
export function backoff(failures: number): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(Math.max(0, failures - 1), MAX_DOUBLINGS), MAX_PAUSE_MS);
  return full / 2 + (Math.random() * full) / 2;
}
