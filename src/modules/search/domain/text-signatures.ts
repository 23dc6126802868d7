/** Products per block: a row of bits of a block is 1 KiB. */
export const BLOCK_SIZE = 8_192;
const WORDS_PER_ROW = BLOCK_SIZE / 32;
const ROWS_AS_BITS = 10;
const ROWS = 2 ** ROWS_AS_BITS;
/** With more candidates than this in a block, the words of a search are frequent: their matches are kept. */
const FREQUENT = 512;
const MAX_FREQUENT_WORDS = 32;
/** The words of a longer search are not kept: they would replace those that many search for. */
const MAX_KEPT_TOGETHER = 3;
const SEPARATOR_UNIT = 10;

export type Bits = Uint32Array;
const noBits = (): Bits => new Uint32Array(WORDS_PER_ROW);

/**
 * The texts of the products of one block, and for each of 1,024 hashes of one or two consecutive characters the products
 * whose text has one with that hash. A word can only be in the texts that have all of its pairs; those are looked
 * through. The matches of frequent words are kept and follow each change, so that only the first search looks through
 * many texts.
 */
export class TextSignatures {
  private readonly texts: (string | undefined)[] = [];
  private readonly rows = new Uint32Array(ROWS * WORDS_PER_ROW);
  /** least recently used first */
  private readonly frequent = new Map<string, Bits>();
  private changes = 0;

  set(slot: number, text: string | undefined): void {
    const before = this.texts[slot];
    if (before === text) return;
    const [at, bit] = [slot >>> 5, 1 << (slot & 31)];
    if (before !== undefined) eachHash(before, (row) => clearBit(this.rows, row * WORDS_PER_ROW + at, bit));
    if (text !== undefined) eachHash(text, (row) => setBit(this.rows, row * WORDS_PER_ROW + at, bit));
    this.texts[slot] = text;
    this.changes++;
    for (const [word, matches] of this.frequent) {
      if (text?.includes(word) === true) setBit(matches, at, bit);
      else clearBit(matches, at, bit);
    }
  }

  /**
   * Removes from `bits` the products whose text does not contain all words, in steps of at most 32 texts. Texts are looked
   * through after the pairs of all words have left out what they can: a hundred words cost little more than one.
   */
  *restrict(bits: Bits, words: readonly string[]): Generator<void, void> {
    const unknown: string[] = [];
    for (const word of words) {
      const known = this.frequent.get(word);
      and(bits, known ?? this.candidates(word));
      if (known === undefined) unknown.push(word);
      else this.keep(word, known);
    }
    if (words.length > MAX_KEPT_TOGETHER || countBits(bits) <= FREQUENT)
      return yield* this.leaveMatching(bits, unknown);
    for (const word of unknown) {
      const { changes } = this;
      const matches = this.candidates(word);
      yield* this.leaveMatching(matches, [word]);
      if (changes === this.changes) this.keep(word, matches);
      and(bits, matches);
    }
  }

  private keep(word: string, matches: Bits): void {
    this.frequent.delete(word);
    if (this.frequent.size >= MAX_FREQUENT_WORDS) this.frequent.delete(this.frequent.keys().next().value as string);
    this.frequent.set(word, matches);
  }

  private candidates(word: string): Bits {
    const bits = noBits().fill(-1);
    if (word.length === 1) this.andRow(bits, hashOfOne(word.charCodeAt(0)));
    for (let index = 1; index < word.length; index++) {
      this.andRow(bits, hashOfTwo(word.charCodeAt(index - 1), word.charCodeAt(index)));
    }
    return bits;
  }

  private andRow(bits: Bits, row: number): void {
    const start = row * WORDS_PER_ROW;
    for (let at = 0; at < WORDS_PER_ROW; at++) bits[at] = (bits[at] as number) & (this.rows[start + at] as number);
  }

  private *leaveMatching(bits: Bits, words: readonly string[]): Generator<void, void> {
    if (words.length === 0) return;
    const leave = (slot: number): void => {
      const text = this.texts[slot] ?? '';
      if (!words.every((word) => text.includes(word))) clearBit(bits, slot >>> 5, 1 << (slot & 31));
    };
    for (let at = 0; at < WORDS_PER_ROW; at++) {
      if (bits[at] === 0) continue;
      eachBitAt(bits, at, leave);
      yield;
    }
  }
}

export function setBit(bits: Bits, at: number, bit: number): void {
  bits[at] = (bits[at] as number) | bit;
}

export function clearBit(bits: Bits, at: number, bit: number): void {
  bits[at] = (bits[at] as number) & ~bit;
}

/** From the last slot to the first: the newest products, which lists mostly begin with, come first. */
export function eachBit(bits: Bits, visit: (slot: number) => void): void {
  for (let at = WORDS_PER_ROW - 1; at >= 0; at--) eachBitAt(bits, at, visit);
}

function eachBitAt(bits: Bits, at: number, visit: (slot: number) => void): void {
  for (let left = bits[at] as number; left !== 0;) {
    const bit = 31 - Math.clz32(left);
    visit(at * 32 + bit);
    left &= ~(1 << bit);
  }
}

function and(bits: Bits, others: Bits): void {
  for (let at = 0; at < WORDS_PER_ROW; at++) bits[at] = (bits[at] as number) & (others[at] as number);
}

function countBits(bits: Bits): number {
  let count = 0;
  for (const word of bits) {
    const pairs = word - ((word >>> 1) & 0x55555555);
    const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    count += Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

function eachHash(text: string, visit: (row: number) => void): void {
  let previous = SEPARATOR_UNIT;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit !== SEPARATOR_UNIT) {
      visit(hashOfOne(unit));
      if (previous !== SEPARATOR_UNIT) visit(hashOfTwo(previous, unit));
    }
    previous = unit;
  }
}

/** The upper bits of a product with a large odd number, which depend on all bits of the factor. */
const hashOfOne = (unit: number): number => Math.imul(unit + 1, 0x9e3779b1) >>> (32 - ROWS_AS_BITS);
const hashOfTwo = (first: number, second: number): number =>
  Math.imul(Math.imul(first + 1, 0x85ebca77) ^ (second + 1), 0xc2b2ae3d) >>> (32 - ROWS_AS_BITS);
