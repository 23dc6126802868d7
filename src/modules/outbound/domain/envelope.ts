import type { EventType } from './integration-event';

/** An event on its way to one receiver. */
export interface Dispatch {
  readonly deliveryId: number;
  readonly topic: string;
  readonly aggregateId: number;
  readonly eventId: string;
  readonly type: EventType;
  /** JSON as it was written down */
  readonly data: string;
  readonly happenedAt: Date;
  /** times that sending it has failed */
  readonly attempts: number;
}

/** The same text at each attempt, after CloudEvents 1.0. */
export function envelope({ eventId, type, happenedAt, aggregateId, deliveryId, data }: Dispatch): string {
  const head = {
    specversion: '1.0',
    id: eventId,
    source: 'hotdeal',
    type,
    time: happenedAt.toISOString(),
    aggregateId,
    sequence: deliveryId,
  };
  return `${JSON.stringify(head).slice(0, -1)},"data":${data}}`;
}

/** Events with the same name here are sent one after the other. */
export function aggregateOf({ topic, aggregateId }: Pick<Dispatch, 'topic' | 'aggregateId'>): string {
  return `${topic}/${aggregateId}`;
}
