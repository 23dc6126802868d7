import { createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A key of personal data. A KeyObject, which is printed nowhere: neither inspected nor as JSON does it show its bytes. */
export interface PiiKey {
  /** 1 to 255, stored with each value */
  readonly id: number;
  readonly key: KeyObject;
}

const BYTES = 32;
/** 32 bytes in base64, with or without its padding. */
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/;
const MAX_ID = 255;

/** Entries such as `2:<base64>`, comma-separated. No message repeats a part of the value, which may be a key. */
export const piiKeys = z.string().transform((text, context): readonly PiiKey[] => {
  const parts = text.split(',').map((part) => part.trim());
  const problem = parts.map((part, index) => entryProblem(part, index + 1)).find((found) => found !== undefined);
  const entries = problem === undefined ? parts.map(toEntry) : [];
  const message = problem ?? repetition(entries);
  if (message !== undefined) {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return entries.map(({ id, bytes }) => ({ id, key: createSecretKey(bytes) }));
});

interface Entry {
  readonly id: number;
  readonly bytes: Buffer;
}

function entryProblem(part: string, position: number): string | undefined {
  const [id = '', key, ...more] = part.split(':');
  if (key === undefined || more.length > 0) return `entry ${position} must be a key id, a colon and a key in base64`;
  const isId = /^[1-9]\d{0,2}$/.test(id) && Number(id) <= MAX_ID;
  if (!isId) return `the key id of entry ${position} must be a number from 1 to ${MAX_ID}`;
  return BASE64.test(key) ? undefined : `the key of entry ${position} must be ${BYTES} bytes in base64`;
}

function toEntry(part: string): Entry {
  const [id, key = ''] = part.split(':');
  return { id: Number(id), bytes: Buffer.from(key, 'base64') };
}

function repetition(entries: readonly Entry[]): string | undefined {
  const ids = new Set<number>();
  const keys = new Set<string>();
  for (const [index, { id, bytes }] of entries.entries()) {
    if (ids.has(id)) return `entry ${index + 1} has the key id of an earlier entry`;
    if (keys.has(bytes.toString('hex'))) return `entry ${index + 1} has the key of an earlier entry`;
    ids.add(id);
    keys.add(bytes.toString('hex'));
  }
  return undefined;
}
