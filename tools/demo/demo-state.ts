import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface State {
  /** part of the e-mails and product names, which distinguishes what this data folder created */
  tag: string;
  /** of all the accounts */
  password: string;
  /** how many may have signed up */
  accounts: number;
  /** by their place among the products of the demo */
  productIds: (number | null)[];
  /** a deal that has not been ended yet */
  openDeal: number | null;
}

/** What the demo stores about each shop in the data folder, until it has deleted it: a run after `--keep`, or after one that was killed, finds its accounts and products. */
export class DemoState {
  readonly values: State;
  private readonly file: string;

  constructor(
    dataFolder: string,
    private readonly origin: string,
  ) {
    this.file = join(dataFolder, 'demo-sale.json');
    this.values = read(this.file)[origin] ?? {
      tag: randomBytes(4).toString('hex'),
      password: `h${randomBytes(16).toString('hex')}1`,
      accounts: 0,
      productIds: [],
      openDeal: null,
    };
  }

  save(): void {
    this.write({ ...read(this.file), [this.origin]: this.values });
  }

  /** Everything has been deleted: the next run uses other names. */
  forget(): void {
    const { [this.origin]: _, ...others } = read(this.file);
    this.write(others);
  }

  /** Only the owner can read the file, because it holds a password. */
  private write(states: Record<string, State>): void {
    const fresh = `${this.file}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify(states), { mode: 0o600 });
    renameSync(fresh, this.file);
  }
}

/** By origin. */
function read(file: string): Record<string, State> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, State>;
  } catch {
    return {};
  }
}
