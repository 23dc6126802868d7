import { Injectable } from '@nestjs/common';
import { Draining } from '#platform/http/draining';
import { within } from '#platform/timing/time-limit';

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

  constructor(private readonly draining: Draining) {}

  /** Without a `required` part the instance is not ready; without another one it is degraded. */
  add(name: string, required: boolean, check: Check): void {
    this.checks.push({ name, required, check });
  }

  async report(): Promise<HealthReport> {
    const verdicts = await Promise.all(this.checks.map(async (one) => ({ ...one, verdict: await judge(one.check) })));
    const failed = verdicts.filter(({ verdict }) => verdict === 'failed');
    return {
      status: this.draining.begun ? 'draining' : statusOf(failed),
      checks: Object.fromEntries(verdicts.map(({ name, verdict }) => [name, verdict])),
    };
  }
}

async function judge(check: Check): Promise<Verdict> {
  try {
    await within(CHECK_LIMIT_MS, check(), () => new Error('too slow'));
    return 'ok';
  } catch {
    return 'failed';
  }
}

function statusOf(failed: readonly { readonly required: boolean }[]): HealthReport['status'] {
  if (failed.length === 0) return 'ok';
  return failed.some(({ required }) => required) ? 'failed' : 'degraded';
}
