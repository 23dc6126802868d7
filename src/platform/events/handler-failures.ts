import { Logger } from '@nestjs/common';
import { isTransient } from '#platform/database/errors';
import { isUnforeseenFailure } from '#platform/database/server-failure';
import { Unavailable } from '#platform/domain-error';

const LOG_EVERY_MS = 60_000;

/** What an administrator reads of a failed attempt: the error, and what has caused it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error instanceof Unavailable ? `${error.what} is not available` : `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}, because of ${reasonOf(error.cause)}`;
}

/**
 * Logs why a handler fails, at most once a minute for each. A dependency that is known to be unavailable is left out:
 * readiness and metrics report it. An unforeseen failure of the database must not stay unseen: it is retried without end.
 */
export class FailureLog {
  private readonly log = new Logger('Event handlers');
  private readonly loggedAt = new Map<string, number>();

  /** @returns what is stored with the publication */
  record(handler: string, error: unknown): string {
    const now = performance.now();
    const isForeseen = isTransient(error) && !isUnforeseen(error);
    if (!isForeseen && now - (this.loggedAt.get(handler) ?? Number.NEGATIVE_INFINITY) >= LOG_EVERY_MS) {
      this.loggedAt.set(handler, now);
      this.log.error({ msg: `The event handler ${handler} has failed`, err: error });
    }
    return reasonOf(error);
  }
}

function isUnforeseen(error: unknown): boolean {
  return (
    isUnforeseenFailure(error) || (error instanceof Error && error.cause !== undefined && isUnforeseen(error.cause))
  );
}
