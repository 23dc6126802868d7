import type { Intent } from './purchase';

const PLACE = 'hotdeal.unsettled';

interface Kept {
  readonly userId: number;
  readonly intent: Intent;
  readonly since: number;
}

/** Until the shop has said what becomes of it; a page that is loaded anew meanwhile has its key still. */
export function keep(userId: number, intent: Intent): void {
  const since = kept().find((known) => known.intent.key === intent.key)?.since ?? Date.now();
  write([...without(intent), { userId, intent, since }]);
}

export function drop(intent: Intent): void {
  write(without(intent));
}

export function keptBy(userId: number): readonly Kept[] {
  return kept().filter((known) => known.userId === userId);
}

function without({ key }: Intent): readonly Kept[] {
  return kept().filter(({ intent }) => intent.key !== key);
}

/** In this window only: two windows would send it twice at once. */
function kept(): readonly Kept[] {
  return JSON.parse(sessionStorage.getItem(PLACE) ?? '[]') as readonly Kept[];
}

function write(all: readonly Kept[]): void {
  sessionStorage.setItem(PLACE, JSON.stringify(all));
}
