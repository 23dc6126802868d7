import type { StockRow } from '../domain/adjust';

export interface ListedStock extends StockRow {
  /** its line in the file */
  readonly line: number;
}

const INITIAL_CAPACITY = 4_096;
/**
 * From 1,000 ids on MariaDB turns the list into a temporary table; below that both servers read ranges of the index.
 */
const ROWS_PER_CHUNK = 900;

/** The rows of a file in any order, twenty bytes each; `ascending` returns them in the order of the product ids. */
export class StockList {
  length = 0;
  private productIds = new Float64Array(INITIAL_CAPACITY);
  private quantities = new Float64Array(INITIAL_CAPACITY);
  private lines = new Uint32Array(INITIAL_CAPACITY);

  add({ productId, quantity, line }: ListedStock): void {
    if (this.length === this.lines.length) this.grow();
    this.productIds[this.length] = productId;
    this.quantities[this.length] = quantity;
    this.lines[this.length] = line;
    this.length++;
  }

  *ascending(afterChunk: (done: number) => void): Generator<StockRow[]> {
    const order = Uint32Array.from({ length: this.length }, (_, index) => index);
    order.sort((one, other) => this.idAt(one) - this.idAt(other));
    for (let start = 0; start < order.length; start += ROWS_PER_CHUNK) {
      const chunk = [...order.subarray(start, start + ROWS_PER_CHUNK)];
      yield chunk.map((index) => ({ productId: this.idAt(index), quantity: this.quantities[index] ?? 0 }));
      afterChunk(start + chunk.length);
    }
  }

  /** The lines of these products in the file. */
  linesOf(productIds: readonly number[]): number[] {
    const wanted = new Set(productIds);
    const found: number[] = [];
    for (let index = 0; index < this.length; index++) {
      if (wanted.has(this.idAt(index))) found.push(this.lines[index] ?? 0);
    }
    return found;
  }

  private idAt(index: number): number {
    return this.productIds[index] ?? 0;
  }

  private grow(): void {
    const capacity = this.length * 2;
    const copy = <Numbers extends Float64Array | Uint32Array>(larger: Numbers, numbers: Numbers): Numbers => {
      larger.set(numbers);
      return larger;
    };
    this.productIds = copy(new Float64Array(capacity), this.productIds);
    this.quantities = copy(new Float64Array(capacity), this.quantities);
    this.lines = copy(new Uint32Array(capacity), this.lines);
  }
}
