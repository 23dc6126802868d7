import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { AuditReport } from '#platform/audit/audit';
import { AuditRuns } from '../persistence/audit-runs';
import { RunAudit } from './run-audit';

const EVERY_S = 300;
/** How soon a living instance notices that it is time. */
const LOOK_EVERY_MS = 10_000;
const ROWS_LOGGED = 10;

/**
 * The audit that nobody has to ask for, every five minutes by the database's clock, on whichever instance notices
 * first. One that dies or fails at it leaves it to the next five minutes; the metric shows how old the last one is.
 */
@Injectable()
export class AuditEveryFiveMinutes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(AuditEveryFiveMinutes.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: AuditRuns,
    private readonly audit: RunAudit,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.execute().catch((error: unknown) => this.log.warn({ msg: 'The audit did not end', err: error }));
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Answers whether this instance has audited. */
  async execute(): Promise<boolean> {
    if (!(await this.runs.claim(EVERY_S))) return false;
    const report = await this.audit.execute();
    await this.runs.ended(report);
    this.tell(report);
    return true;
  }

  private tell({ results }: AuditReport): void {
    for (const { rule, findings, rows } of results) {
      if (findings === 0) continue;
      const { name, table } = rule;
      this.log.error({ msg: 'The audit has found', rule: name, table, findings, rows: rows.slice(0, ROWS_LOGGED) });
    }
  }
}
