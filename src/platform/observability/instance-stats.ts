import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** This instance: the id that it has until it ends, and what its parts count. Counting itself costs nothing here. */
@Injectable()
export class InstanceStats {
  readonly instanceId = randomUUID();
  private readonly parts = new Map<string, () => unknown>();

  /** @param read returns what JSON can hold; called once a second, and for each report */
  add(part: string, read: () => unknown): void {
    if (this.parts.has(part)) throw new Error(`Two parts of the instance stats are called ${part}`);
    this.parts.set(part, read);
  }

  /** The numbers of every part, by its name. */
  counts(): Record<string, unknown> {
    return Object.fromEntries([...this.parts].map(([part, read]) => [part, read()]));
  }
}
