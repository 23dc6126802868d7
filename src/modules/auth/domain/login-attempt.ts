/**
 * The account whose password is checked, and where the attempt comes from. All are hashes: no e-mail or address is
 * stored.
 */
export interface LoginAttempt {
  readonly account: string;
  readonly network: string;
  /** the live session of the caller, if there is one; failures outside of it do not delay it */
  readonly session: string | undefined;
}

/** How many failures are free, how long the delay after the next one is, and the longest delay, in ms. */
interface DelayRule {
  readonly free: number;
  readonly first: number;
  readonly longest: number;
}

export interface ThrottleRules {
  /** of one account from one network, and of one session */
  readonly perSource: DelayRule;
  /** of one account from all networks from which it has not logged in lately */
  readonly unknownNetworks: DelayRule;
  /** failures are forgotten after this long without an attempt, ms */
  readonly forgetAfter: number;
  /** a network stays known for this long after a successful login, ms */
  readonly networkKnownFor: number;
  /** of one account */
  readonly maxKnownNetworks: number;
}

/** Unknown networks delay one another, so the delay stays short: one of them may be the owner's, on a new device. */
const LONGEST_FOR_UNKNOWN_NETWORKS_MS = 10_000;
const HOUR_MS = 60 * 60 * 1_000;

export function throttleRules(limits: {
  readonly failures: number;
  readonly unknownNetworks: number;
  readonly delay: { readonly first: number; readonly longest: number };
}): ThrottleRules {
  const { failures, unknownNetworks, delay } = limits;
  return {
    perSource: { free: failures, ...delay },
    unknownNetworks: {
      free: unknownNetworks,
      ...delay,
      longest: Math.min(delay.longest, LONGEST_FOR_UNKNOWN_NETWORKS_MS),
    },
    forgetAfter: HOUR_MS,
    networkKnownFor: 14 * 24 * HOUR_MS,
    maxKnownNetworks: 20,
  };
}

/** The delay before the next attempt: none for the free failures, then twice as long after each. */
export function delayAfter(failures: number, { free, first, longest }: DelayRule): number {
  return failures < free ? 0 : Math.min(first * 2 ** (failures - free), longest);
}

export interface Admission {
  /** 0: the attempt was counted and may go on; otherwise it was not, and may be repeated after this many ms */
  readonly delay: number;
  /** whether it was also counted for its session, or for the unknown networks */
  readonly countedWidely: boolean;
}

/** `unchecked`: the password was never compared (the server was busy), so the attempt is not a failure. */
export type AttemptOutcome = 'right' | 'unchecked';

/**
 * Counts attempts. Each is counted as a failure when it begins, so that attempts in parallel get no further than
 * attempts one after the other; `end` takes that back. A wrong password needs no `end`.
 */
export abstract class LoginAttemptCounter {
  abstract begin(attempt: LoginAttempt): Promise<Admission>;
  abstract end(attempt: LoginAttempt, admission: Admission, outcome: AttemptOutcome): Promise<void>;
}
