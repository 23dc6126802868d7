/** Random numbers that a seed repeats (mulberry32, Tommy Ettinger, public domain). */
export class Randomness {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** from 0 up to, but not including, 1 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** a whole number of `least` to `most`, both included */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.between(0, choices.length - 1)] as T;
  }

  /** a separate source, so that two consumers do not take numbers from each other */
  fork(): Randomness {
    return new Randomness(this.between(1, 2 ** 31));
  }
}
