/**
 * Finds the line of a quote that a CSV parser cannot make sense of: the parser itself reports where it has noticed the
 * fault, which may be thousands of lines later.
 */
export class QuoteFault {
  private line = 1;
  private recordLine = 1;
  /** the line where the quoted cell begins */
  private openingLine = 1;
  private length = 0;
  private place: 'start of cell' | 'in cell' | 'in quotes' | 'after quotes' = 'start of cell';
  private endedWithCr = false;

  /** @param maxLength of a record, without its commas */
  constructor(private readonly maxLength: number) {}

  /** @returns the line of the first fault in the text so far */
  find(text: string): number | undefined {
    for (const character of text) {
      if (character === '\r' || character === '\n') this.endLine(character);
      else if (character === '"') {
        if (this.place === 'in cell') return this.line;
        this.meetQuote();
      } else if (character === ',' && this.place !== 'in quotes') this.place = 'start of cell';
      else {
        if (this.place === 'after quotes') return this.openingLine;
        if (this.place === 'start of cell') this.place = 'in cell';
        this.length += Buffer.byteLength(character);
      }
      this.endedWithCr = character === '\r';
      if (this.length > this.maxLength) return this.place === 'in quotes' ? this.openingLine : this.recordLine;
    }
    return undefined;
  }

  /** @returns the line of a quote that is still open */
  end(): number | undefined {
    return this.place === 'in quotes' ? this.openingLine : undefined;
  }

  private meetQuote(): void {
    if (this.place === 'start of cell') {
      this.openingLine = this.line;
      this.place = 'in quotes';
    } else {
      // Two quotes in a quoted cell stand for one.
      this.length += this.place === 'after quotes' ? 1 : 0;
      this.place = this.place === 'in quotes' ? 'after quotes' : 'in quotes';
    }
  }

  private endLine(character: string): void {
    const isSecondHalf = character === '\n' && this.endedWithCr;
    if (!isSecondHalf) this.line++;
    if (this.place === 'in quotes') {
      this.length++;
      return;
    }
    this.place = 'start of cell';
    this.recordLine = this.line;
    this.length = 0;
  }
}
