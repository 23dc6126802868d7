import { Injectable } from '@nestjs/common';
import { withTimeout } from '#platform/timing/with-timeout';
import { SingleFlight } from '#platform/timing/single-flight';

const CHECK_LIMIT_MS = 1_000;

type Check = () => Promise<unknown>;
type CheckStatus = 'ok' | 'failed';

export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'failed' | 'draining';
  readonly checks: Readonly<Record<string, CheckStatus>>;
  /** of failed checks whose service answers, but cannot do its work: what is wrong with it */
  readonly reasons?: Readonly<Record<string, string>>;
}

/** A check throws it where the service answers, but cannot do its work. */
export class CheckFailed extends Error {
  /** @param message every client may read it: a short sentence, without the words of a driver */
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

interface Verdict {
  readonly status: CheckStatus;
  readonly reason?: string;
}

/** Whether this instance can serve requests: runs every registered check, each with a time limit. */
@Injectable()
export class Health {
  private readonly checks: { readonly name: string; readonly check: Check; readonly required: boolean }[] = [];
  private draining = false;
  private readonly reporting = new SingleFlight(() => this.runChecks());

  /** If a `required` check fails the instance is not ready; if another one fails it is degraded. */
  add(name: string, required: boolean, check: Check): void {
    if (this.checks.some((one) => one.name === name)) throw new Error(`Two health checks are called ${name}`);
    // A check that hangs is not started again before it has ended: checks must not fill the pool of a hanging database.
    const running = new SingleFlight(check);
    this.checks.push({ name, required, check: () => running.run() });
  }

  /** From now on the instance is not ready, whatever its checks return, because it is shutting down. */
  startDraining(): void {
    this.draining = true;
  }

  /** Concurrent callers share one report. */
  report(): Promise<HealthReport> {
    return this.reporting.run();
  }

  private async runChecks(): Promise<HealthReport> {
    const verdicts = await Promise.all(
      this.checks.map(async ({ name, required, check }) => ({ name, required, ...(await verdictOf(check)) })),
    );
    const failed = verdicts.filter(({ status }) => status === 'failed');
    const reasons = failed.flatMap(({ name, reason }) => (reason === undefined ? [] : [[name, reason] as const]));
    return {
      status: this.draining ? 'draining' : statusOf(failed),
      checks: Object.fromEntries(verdicts.map(({ name, status }) => [name, status])),
      ...(reasons.length === 0 ? {} : { reasons: Object.fromEntries(reasons) }),
    };
  }
}

async function verdictOf(check: Check): Promise<Verdict> {
  try {
    await withTimeout(CHECK_LIMIT_MS, check(), () => new Error('too slow'));
    return { status: 'ok' };
  } catch (error) {
    return { status: 'failed', ...(error instanceof CheckFailed ? { reason: error.message } : {}) };
  }
}

function statusOf(failed: readonly { readonly required: boolean }[]): HealthReport['status'] {
  if (failed.length === 0) return 'ok';
  return failed.some(({ required }) => required) ? 'failed' : 'degraded';
}
