import { currentVisit } from './history-entries';

const KEPT_FOR_MS = 300_000;
const MOST = 20;

/** What the lists of visited pages have loaded, by visit. */
const kept = new Map<string, { readonly value: unknown; readonly at: number }>();

/** What this list showed when this page was left, unless that is long ago. */
export function keptForReturn<Value>(name: string, dependencies: readonly unknown[]): Value | undefined {
  const found = kept.get(keyOf(name, dependencies));
  return found !== undefined && Date.now() - found.at < KEPT_FOR_MS ? (found.value as Value) : undefined;
}

/** @returns the function that keeps what is shown then; called when the page has been left already */
export function keepForReturn(name: string, dependencies: readonly unknown[], shown: () => unknown): () => void {
  const key = keyOf(name, dependencies);
  return () => {
    const value = shown();
    kept.delete(key);
    if (value !== undefined) kept.set(key, { value, at: Date.now() });
    for (const oldest of [...kept.keys()].slice(0, -MOST)) kept.delete(oldest);
  };
}

function keyOf(name: string, dependencies: readonly unknown[]): string {
  return JSON.stringify([currentVisit(), name, dependencies]);
}
