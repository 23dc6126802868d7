import type { StockRow } from '../modules/stock/persistence/stock-bulk.repository';

const FIRST_ROOM = 4_096;
/** From a thousand ids on MariaDB turns a list into a table of its own; below, both servers walk the index. */
const ROWS_PER_SHARE = 900;

/** The rows of a file, twenty bytes each: they are moved in the order of their products, which the file need not have. */
export class StockList {
  length = 0;
  private productIds = new Float64Array(FIRST_ROOM);
  private quantities = new Float64Array(FIRST_ROOM);
  private lines = new Uint32Array(FIRST_ROOM);

  add({ productId, quantity, line }: StockRow & { readonly line: number }): void {
    if (this.length === this.lines.length) this.grow();
    this.productIds[this.length] = productId;
    this.quantities[this.length] = quantity;
    this.lines[this.length] = line;
    this.length++;
  }

  *ascending(progress: (done: number) => void): Generator<StockRow[]> {
    const order = Uint32Array.from({ length: this.length }, (_, index) => index);
    order.sort((one, other) => this.idAt(one) - this.idAt(other));
    for (let start = 0; start < order.length; start += ROWS_PER_SHARE) {
      const share = [...order.subarray(start, start + ROWS_PER_SHARE)];
      yield share.map((index) => ({ productId: this.idAt(index), quantity: this.quantities[index] ?? 0 }));
      progress(start + share.length);
    }
  }

  /** Where these products stand in the file. */
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
    const room = this.length * 2;
    const moved = <Numbers extends Float64Array | Uint32Array>(larger: Numbers, numbers: Numbers): Numbers => {
      larger.set(numbers);
      return larger;
    };
    this.productIds = moved(new Float64Array(room), this.productIds);
    this.quantities = moved(new Float64Array(room), this.quantities);
    this.lines = moved(new Uint32Array(room), this.lines);
  }
}
