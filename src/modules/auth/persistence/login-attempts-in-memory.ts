import { LRUCache } from 'lru-cache';
import {
  type Admission,
  type LoginAttempt,
  type AttemptOutcome,
  LoginAttemptCounter,
  type ThrottleRules,
  waitAfter,
} from '../domain/login-attempt';

/** Of each kind; who tries more accounts than this pushes out those that were tried longest ago. */
const MOST = 10_000;

interface Tries {
  failures: number;
  /** monotonic instant, ms */
  until: number;
}

/** The same as `LoginAttemptsInRedis`, on this instance alone: for while Redis is away. */
export class LoginAttemptsInMemory extends LoginAttemptCounter {
  private readonly tries: LRUCache<string, Tries>;
  private readonly known: LRUCache<string, true>;

  constructor(private readonly rules: ThrottleRules) {
    super();
    this.tries = new LRUCache({ max: MOST, ttl: rules.quiet });
    this.known = new LRUCache({ max: MOST, ttl: rules.known });
  }

  override begin(guess: LoginAttempt): Promise<Admission> {
    const now = performance.now();
    const { narrow, wide, home } = placesOf(guess);
    const widely = guess.login !== undefined || !this.known.has(home);
    const here = this.tries.get(narrow);
    const judgedWidely = guess.login !== undefined || (widely && here !== undefined);
    const there = judgedWidely ? this.tries.get(wide) : undefined;
    const wait = Math.ceil(Math.max(0, (here?.until ?? 0) - now, (there?.until ?? 0) - now));
    if (wait === 0) {
      this.count(narrow, this.rules.narrow, now);
      if (widely) this.count(wide, guess.login === undefined ? this.rules.unknownNetworks : this.rules.narrow, now);
    }
    return Promise.resolve({ wait, widely });
  }

  override end(guess: LoginAttempt, { widely }: Admission, outcome: AttemptOutcome): Promise<void> {
    const { narrow, wide, home } = placesOf(guess);
    if (outcome === 'right') {
      this.tries.delete(narrow);
      this.known.set(home, true);
    } else {
      this.takeBack(narrow);
    }
    if (widely) this.takeBack(wide);
    return Promise.resolve();
  }

  private count(place: string, patience: ThrottleRules['narrow'], now: number): void {
    const failures = (this.tries.get(place)?.failures ?? 0) + 1;
    this.tries.set(place, { failures, until: now + waitAfter(failures, patience) });
  }

  private takeBack(place: string): void {
    const tries = this.tries.get(place);
    if (tries === undefined) return;
    if (tries.failures <= 1) this.tries.delete(place);
    else tries.failures--;
  }
}

function placesOf({ account, network, login }: LoginAttempt): { narrow: string; wide: string; home: string } {
  return {
    narrow: `${account}:at:${network}`,
    wide: login === undefined ? `${account}:strangers` : `${account}:login:${login}`,
    home: `${account}:${network}`,
  };
}
