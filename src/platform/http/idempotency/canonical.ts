import { createHash } from 'node:crypto';

/**
 * JSON with the fields of every object in alphabetical order. Lists keep their order; fields without a value are left
 * out.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** SHA-256 of the request and its scope. */
export function requestHash(scope: string, request: unknown): Buffer {
  return createHash('sha256')
    .update(canonicalJson([scope, request]))
    .digest();
}
