import { LRUCache } from 'lru-cache';
import {
  type Admission,
  type AttemptOutcome,
  delayAfter,
  type LoginAttempt,
  LoginAttemptCounter,
  type ThrottleRules,
} from '../domain/login-attempt';

/** Of each kind. Attempts at more accounts than this push out those that were tried longest ago. */
const MAX_ENTRIES = 10_000;

interface FailureCount {
  failures: number;
  /** monotonic instant before which the next attempt is refused, ms */
  delayedUntil: number;
}

/** The same as `LoginAttemptsInRedis`, for this instance alone: used while Redis is not available. */
export class LoginAttemptsInMemory extends LoginAttemptCounter {
  private readonly counts: LRUCache<string, FailureCount>;
  private readonly knownNetworks: LRUCache<string, true>;

  constructor(private readonly rules: ThrottleRules) {
    super();
    this.counts = new LRUCache({ max: MAX_ENTRIES, ttl: rules.forgetAfter });
    this.knownNetworks = new LRUCache({ max: MAX_ENTRIES, ttl: rules.networkKnownFor });
  }

  override begin(attempt: LoginAttempt): Promise<Admission> {
    const now = performance.now();
    const { perSource, unknownNetworks } = this.rules;
    const { narrow, wide, network } = keysOf(attempt);
    const inSession = attempt.session !== undefined;
    const countedWidely = inSession || !this.knownNetworks.has(network);
    const narrowCount = this.counts.get(narrow);
    // The first attempt from an unknown network is counted, but not delayed by the others.
    const delayedWidely = inSession || (countedWidely && narrowCount !== undefined);
    const wideCount = delayedWidely ? this.counts.get(wide) : undefined;
    const delayedUntil = Math.max(now, narrowCount?.delayedUntil ?? 0, wideCount?.delayedUntil ?? 0);
    const delay = Math.ceil(delayedUntil - now);
    if (delay === 0) {
      this.count(narrow, perSource, now);
      if (countedWidely) this.count(wide, inSession ? perSource : unknownNetworks, now);
    }
    return Promise.resolve({ delay, countedWidely });
  }

  override end(attempt: LoginAttempt, { countedWidely }: Admission, outcome: AttemptOutcome): Promise<void> {
    const { narrow, wide, network } = keysOf(attempt);
    if (outcome === 'right') {
      this.counts.delete(narrow);
      this.knownNetworks.set(network, true);
    } else {
      this.undo(narrow);
    }
    if (countedWidely) this.undo(wide);
    return Promise.resolve();
  }

  private count(key: string, rule: ThrottleRules['perSource'], now: number): void {
    const failures = (this.counts.get(key)?.failures ?? 0) + 1;
    this.counts.set(key, { failures, delayedUntil: now + delayAfter(failures, rule) });
  }

  private undo(key: string): void {
    const count = this.counts.get(key);
    if (count === undefined) return;
    if (count.failures <= 1) this.counts.delete(key);
    else count.failures--;
  }
}

function keysOf({ account, network, session }: LoginAttempt): { narrow: string; wide: string; network: string } {
  return {
    narrow: `${account}:from:${network}`,
    wide: session === undefined ? `${account}:unknown-networks` : `${account}:session:${session}`,
    network: `${account}:${network}`,
  };
}
