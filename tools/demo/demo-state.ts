import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface State {
  /** part of the e-mails and product names, which distinguishes what this data folder created */
  tag: string;
  /** of all the accounts */
  password: string;
  /** how many have signed up */
  accounts: number;
  /** by their place in the catalogue */
  productIds: (number | null)[];
  /** a deal that has not been ended yet */
  openDeal: number | null;
}

/** What the demo stores about each shop in the data folder, so that a second run finds its accounts and products. */
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

  /** Only the owner can read the file, because it holds a password. */
  save(): void {
    const fresh = `${this.file}.${process.pid}`;
    const states = { ...read(this.file), [this.origin]: this.values };
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
