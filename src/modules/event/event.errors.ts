import { z } from 'zod';
import { type AboutOf } from '#platform/http/error-codes';

/** The codes of this module's refusals, each with its status. */
export const eventErrors = {
  EVENT_ALREADY_OVER: 400,
  EVENT_NOT_FOUND: 404,
  EVENT_RUNNING: 409,
  EVENT_ENDED: 409,
} as const;

/** What `about` says in the problems of these codes, with an example. */
export const eventAbout = {
  EVENT_ALREADY_OVER: z
    .object({ endEventTime: z.iso.datetime().describe('when the event would end') })
    .meta({ example: { endEventTime: '2025-07-21T15:00:00.000Z' } }),
  EVENT_RUNNING: z
    .object({ startEventTime: z.iso.datetime().describe('when the event began or is about to begin') })
    .meta({ example: { startEventTime: '2025-07-14T15:00:00.000Z' } }),
  EVENT_ENDED: z
    .object({ endEventTime: z.iso.datetime().describe('when the event ended') })
    .meta({ example: { endEventTime: '2025-07-21T15:00:00.000Z' } }),
};

type EventAbout = AboutOf<typeof eventAbout>;
type EventErrors = typeof eventErrors;

declare module '#platform/http/error-codes' {
  interface ErrorCodes extends EventErrors {}
}

declare module '#platform/domain-error' {
  interface AboutByCode extends EventAbout {}
}
