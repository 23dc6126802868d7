const PAGE_BITS = 12;
const IDS_PER_PAGE = 2 ** PAGE_BITS;

/** Ids that were met, one bit each: a million of a catalogue take some hundred kilobytes. */
export class MetIds {
  private readonly pages = new Map<number, Uint8Array>();

  /** False when it was met before. */
  meet(id: number): boolean {
    const number = Math.floor(id / IDS_PER_PAGE);
    let page = this.pages.get(number);
    if (page === undefined) this.pages.set(number, (page = new Uint8Array(IDS_PER_PAGE / 8)));
    const place = id % IDS_PER_PAGE;
    const byte = page[place >> 3] ?? 0;
    const bit = 1 << (place & 7);
    page[place >> 3] = byte | bit;
    return (byte & bit) === 0;
  }
}
