import type { Response } from 'express';

/**
 * The responses that are not finished yet, in slots that are reused. A Set replaces its table now and then, and the old
 * table keeps pointing to the new one: once the old table was in V8's old generation, every request went there too
 * (40 to 60 µs of a request that places an order, Node 20.20, 2026-11).
 */
export class InFlightResponses {
  private readonly slots: (Response | undefined)[] = [];
  private readonly free: number[] = [];

  get size(): number {
    return this.slots.length - this.free.length;
  }

  add(response: Response): void {
    const slot = this.free.pop() ?? this.slots.length;
    this.slots[slot] = response;
    response.once('close', () => {
      this.slots[slot] = undefined;
      this.free.push(slot);
    });
  }

  forEach(work: (response: Response) => void): void {
    for (const response of this.slots) if (response !== undefined) work(response);
  }
}
