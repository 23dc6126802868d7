import type { z } from 'zod';

/** Something that has happened, named in the past tense. */
export interface DomainEventType<Payload> {
  /** stored with every publication, so it survives renames in the code: `order.placed` */
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
}

/** Payloads are ids and plain values that JSON keeps as they are, never entities. */
export function defineEvent<Payload>(name: string, payload: z.ZodType<Payload>): DomainEventType<Payload> {
  return { name, payload };
}
