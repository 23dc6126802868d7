import { isDamagedTable, isFull } from './server-failure';

/** After this time a failure that has not come again is over. */
const REMEMBERED_MS = 10_000;

/** What the statements of this instance have shown of the database's server lately. */
export class ServerCondition {
  /** monotonic, ms; `undefined` until this process has written once */
  private writtenAt: number | undefined;
  private fullAt = Number.NEGATIVE_INFINITY;
  private damaged = { at: Number.NEGATIVE_INFINITY, message: '' };

  /** A statement or a transaction of this instance has changed something. */
  wrote(): void {
    this.writtenAt = performance.now();
  }

  failed(error: unknown): void {
    if (isFull(error)) this.fullAt = performance.now();
    if (isDamagedTable(error)) this.damaged = { at: performance.now(), message: String((error as Error).message) };
  }

  /** How long this instance has changed nothing; 0 before its first write. */
  get msSinceWrite(): number {
    return this.writtenAt === undefined ? 0 : performance.now() - this.writtenAt;
  }

  get isFull(): boolean {
    return performance.now() - this.fullAt < REMEMBERED_MS;
  }

  /** The message of a statement that met a damaged table; `undefined` if none did lately. */
  get damage(): string | undefined {
    return performance.now() - this.damaged.at < REMEMBERED_MS ? this.damaged.message : undefined;
  }
}
