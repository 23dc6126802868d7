import type { ImportProblems } from './import-problems';

const PAGE_BITS = 12;
const IDS_PER_PAGE = 2 ** PAGE_BITS;

interface Reference {
  readonly line: number;
  readonly id: number;
}

/** The ids that a file refers to: each must exist, and appear once. */
export class ReferencedIds {
  private readonly seen = new SeenIds();

  /** @param find the existing ones of these ids */
  constructor(
    private readonly column: string,
    private readonly noun: string,
    private readonly find: (ids: readonly number[]) => Promise<{ has(id: number): boolean }>,
  ) {}

  async check(references: readonly Reference[], problems: ImportProblems): Promise<void> {
    if (references.length === 0) return;
    const existing = await this.find([...new Set(references.map(({ id }) => id))]);
    for (const { line, id } of references) {
      if (!existing.has(id)) problems.add(line, this.column, `there is no ${this.noun} ${id}`);
      else if (!this.seen.add(id)) problems.add(line, this.column, `${this.noun} ${id} is in the file twice`);
    }
  }
}

/** A set of ids with one bit each: a million ids of a catalogue take some hundred kilobytes. */
class SeenIds {
  private readonly pages = new Map<number, Uint8Array>();

  /** Returns false when the id was added before. */
  add(id: number): boolean {
    const number = Math.floor(id / IDS_PER_PAGE);
    let page = this.pages.get(number);
    if (page === undefined) this.pages.set(number, (page = new Uint8Array(IDS_PER_PAGE / 8)));
    const index = id % IDS_PER_PAGE;
    const byte = page[index >> 3] ?? 0;
    const bit = 1 << (index & 7);
    page[index >> 3] = byte | bit;
    return (byte & bit) === 0;
  }
}
