import { Injectable } from '@nestjs/common';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { withTimeout } from '#platform/timing/with-timeout';

const CHECK_LIMIT_MS = 1_000;

type Check = () => Promise<unknown>;
type Verdict = 'ok' | 'failed';

export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'failed' | 'draining';
  readonly checks: Readonly<Record<string, Verdict>>;
}

/** Whether this instance can be sent requests: what it stands on is asked, each part for a limited time. */
@Injectable()
export class Health {
  private readonly checks: { readonly name: string; readonly check: Check; readonly required: boolean }[] = [];
  private reporting: Promise<HealthReport> | undefined;

  constructor(private readonly draining: GracefulShutdown) {}

  /** Without a `required` part the instance is not ready; without another one it is degraded. */
  add(name: string, required: boolean, check: Check): void {
    this.checks.push({ name, required, check: joined(check) });
  }

  /** One report for all who ask while it is made. */
  report(): Promise<HealthReport> {
    this.reporting ??= this.look().finally(() => {
      this.reporting = undefined;
    });
    return this.reporting;
  }

  private async look(): Promise<HealthReport> {
    const verdicts = await Promise.all(this.checks.map(async (one) => ({ ...one, verdict: await judge(one.check) })));
    const failed = verdicts.filter(({ verdict }) => verdict === 'failed');
    return {
      status: this.draining.begun ? 'draining' : statusOf(failed),
      checks: Object.fromEntries(verdicts.map(({ name, verdict }) => [name, verdict])),
    };
  }
}

/** One that hangs is not asked again before it has ended: askers must not fill the pool of a database that hangs. */
function joined(check: Check): Check {
  let underWay: Promise<unknown> | undefined;
  return () => {
    underWay ??= check().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

async function judge(check: Check): Promise<Verdict> {
  try {
    await withTimeout(CHECK_LIMIT_MS, check(), () => new Error('too slow'));
    return 'ok';
  } catch {
    return 'failed';
  }
}

function statusOf(failed: readonly { readonly required: boolean }[]): HealthReport['status'] {
  if (failed.length === 0) return 'ok';
  return failed.some(({ required }) => required) ? 'failed' : 'degraded';
}
