/** Tries at a password: whose, from where. All three are fingerprints: what is kept tells neither e-mail nor address. */
export interface LoginAttempt {
  readonly account: string;
  readonly network: string;
  /** the living login under which it is tried; nobody else's failures touch it */
  readonly login: string | undefined;
}

/** How many failures are free, and how long the first wait after further ones is, and any at most, in ms. */
interface DelayRule {
  readonly free: number;
  readonly first: number;
  readonly longest: number;
}

export interface ThrottleRules {
  /** of one account from one network, and of one login */
  readonly narrow: DelayRule;
  /** of one account from all networks where it has not logged in lately */
  readonly unknownNetworks: DelayRule;
  /** failures are forgotten when so long nobody has tried, ms */
  readonly quiet: number;
  /** a network is known so long after the last success from there, ms */
  readonly known: number;
  /** the most networks that are known of one account */
  readonly mostKnown: number;
}

/** Strangers wait for each other, so they never wait long: among them may be the owner, on a new device. */
const LONGEST_AMONG_STRANGERS_MS = 10_000;
const HOUR_MS = 60 * 60 * 1_000;

export function throttleRules(limits: {
  readonly failures: number;
  readonly strangers: number;
  readonly delay: { readonly first: number; readonly longest: number };
}): ThrottleRules {
  const { failures, strangers, delay } = limits;
  return {
    narrow: { free: failures, ...delay },
    unknownNetworks: { free: strangers, ...delay, longest: Math.min(delay.longest, LONGEST_AMONG_STRANGERS_MS) },
    quiet: HOUR_MS,
    known: 14 * 24 * HOUR_MS,
    mostKnown: 20,
  };
}

/** How long the next try must wait after so many failures: not at all, then twice as long after each. */
export function waitAfter(failures: number, { free, first, longest }: DelayRule): number {
  return failures < free ? 0 : Math.min(first * 2 ** (failures - free), longest);
}

/** A try that may go on, or must wait so many ms first. */
export interface Admission {
  readonly wait: number;
  /** whether it was counted among those of strangers or of its login, besides those of its network */
  readonly widely: boolean;
}

/** `unchecked`: nobody looked whether it was right, so it says nothing. */
export type AttemptOutcome = 'right' | 'unchecked';

/**
 * Counts tries. Each is counted as a failure when it begins, before anybody knows whether it is one, so that many at
 * once are as many as one after the other; `end` takes that back. A wrong one needs no `end`.
 */
export abstract class LoginAttemptCounter {
  abstract begin(guess: LoginAttempt): Promise<Admission>;
  abstract end(guess: LoginAttempt, admission: Admission, outcome: AttemptOutcome): Promise<void>;
}
