import { windowStorage } from '../storage/browser-storage';

interface PendingAttempt<Attempt> {
  readonly userId: number;
  readonly attempt: Attempt;
  readonly since: number;
}

/**
 * Attempts to order whose answer is still awaited. An attempt is sent under the same key each time, so that it becomes one
 * order at most; stored, its key survives a reload of the page. Each window has its own, because two windows that shared
 * them would both send them.
 */
export class PendingAttempts<Attempt extends { readonly key: string }> {
  constructor(private readonly storageKey: string) {}

  add(userId: number, attempt: Attempt): void {
    const since = this.readAll().find((stored) => stored.attempt.key === attempt.key)?.since ?? Date.now();
    this.writeAll([...this.without(attempt), { userId, attempt, since }]);
  }

  remove(attempt: Attempt): void {
    this.writeAll(this.without(attempt));
  }

  of(userId: number): readonly PendingAttempt<Attempt>[] {
    return this.readAll().filter((stored) => stored.userId === userId);
  }

  private without({ key }: Attempt): readonly PendingAttempt<Attempt>[] {
    return this.readAll().filter(({ attempt }) => attempt.key !== key);
  }

  private readAll(): readonly PendingAttempt<Attempt>[] {
    try {
      const stored: unknown = JSON.parse(windowStorage.read(this.storageKey) ?? '[]');
      return Array.isArray(stored) ? (stored as readonly PendingAttempt<Attempt>[]) : [];
    } catch {
      return [];
    }
  }

  private writeAll(all: readonly PendingAttempt<Attempt>[]): void {
    windowStorage.write(this.storageKey, all.length === 0 ? undefined : JSON.stringify(all));
  }
}
