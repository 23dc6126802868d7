import { windowStorage } from '../storage/browser-storage';

/** One attempt to buy. It is sent under the same key each time, so that it becomes one order at most. */
export interface PurchaseAttempt {
  readonly productId: number;
  readonly quantity: number;
  readonly key: string;
}

interface PendingPurchase {
  readonly userId: number;
  readonly attempt: PurchaseAttempt;
  readonly since: number;
}

const STORAGE_KEY = 'hotdeal.pending-purchases';

/** Stores the attempt until the shop has answered, so that its key survives a reload of the page. */
export function addPendingPurchase(userId: number, attempt: PurchaseAttempt): void {
  const since = readAll().find((stored) => stored.attempt.key === attempt.key)?.since ?? Date.now();
  writeAll([...without(attempt), { userId, attempt, since }]);
}

export function removePendingPurchase(attempt: PurchaseAttempt): void {
  writeAll(without(attempt));
}

export function pendingPurchases(userId: number): readonly PendingPurchase[] {
  return readAll().filter((stored) => stored.userId === userId);
}

function without({ key }: PurchaseAttempt): readonly PendingPurchase[] {
  return readAll().filter(({ attempt }) => attempt.key !== key);
}

/** Stored for this window alone, because two windows that shared it would both send the attempt. */
function readAll(): readonly PendingPurchase[] {
  try {
    const stored: unknown = JSON.parse(windowStorage.read(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? (stored as readonly PendingPurchase[]) : [];
  } catch {
    return [];
  }
}

function writeAll(all: readonly PendingPurchase[]): void {
  windowStorage.write(STORAGE_KEY, all.length === 0 ? undefined : JSON.stringify(all));
}
