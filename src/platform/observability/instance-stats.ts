import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** The id of this instance, new after each start, and the counters of its parts, which are read on demand. */
@Injectable()
export class InstanceStats {
  readonly instanceId = randomUUID();
  private readonly parts = new Map<string, () => unknown>();

  /** @param read returns plain JSON values; called once a second, and for each report */
  add(part: string, read: () => unknown): void {
    if (this.parts.has(part)) throw new Error(`Two parts of the instance stats are called ${part}`);
    this.parts.set(part, read);
  }

  /** The counters of every part, by the name of the part. */
  counts(): Record<string, unknown> {
    return Object.fromEntries([...this.parts].map(([part, read]) => [part, read()]));
  }
}
