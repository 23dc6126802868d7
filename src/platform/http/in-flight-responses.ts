import type { Response } from 'express';

/**
 * The answers that are owed, each in a seat that is taken again when it has been left. A Set would make itself a new
 * table now and then, to which the old one goes on pointing: once that one lay in V8's old generation, every request in
 * the new one went there too, whatever became of it (40 to 60 µs of an order, Node 20.20, 2026-11).
 */
export class InFlightResponses {
  private readonly seats: (Response | undefined)[] = [];
  private readonly free: number[] = [];

  get size(): number {
    return this.seats.length - this.free.length;
  }

  add(response: Response): void {
    const seat = this.free.pop() ?? this.seats.length;
    this.seats[seat] = response;
    response.once('close', () => {
      this.seats[seat] = undefined;
      this.free.push(seat);
    });
  }

  forEach(work: (response: Response) => void): void {
    for (const response of this.seats) if (response !== undefined) work(response);
  }
}
