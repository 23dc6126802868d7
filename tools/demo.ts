// `npm run demo`: a hot deal over 10,000 products, 1,000 orders for 100 units, and a check that exactly 100 were sold.
import { parseArgs } from 'node:util';
import { runningEnvironment } from './data-folder';
import { runDemo } from './demo/run';
import { type LaunchContext, setting } from './environment';
import { Session } from './session';
import { LauncherError, messageOf } from './terminal';

const CODE_WHEN_INTERRUPTED = 130;
const MOST_PRODUCTS = 10_000;
const MOST_ACCOUNTS = 100;

interface DemoOptions {
  readonly origin: string;
  readonly products: number;
  readonly accounts: number;
  readonly keep: boolean;
}

export function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  const options = parseOptions(args, defaultUrl(dataFolder));
  const session = new Session();
  return session.run(async () => runDemo({ ...options, dataFolder, session }), CODE_WHEN_INTERRUPTED);
}

/** Of the `npm start` that runs on this data folder; otherwise where one would run. */
function defaultUrl(dataFolder: string): string {
  const port = runningEnvironment(dataFolder)?.['PORT'] ?? setting('PORT') ?? 8080;
  return `http://127.0.0.1:${port}`;
}

function parseOptions(args: readonly string[], url: string): DemoOptions {
  try {
    const options = {
      url: { type: 'string', default: url },
      products: { type: 'string', default: String(MOST_PRODUCTS) },
      accounts: { type: 'string', default: String(MOST_ACCOUNTS) },
      keep: { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ args: [...args], options });
    const { protocol, origin } = new URL(values.url);
    if (!/^https?:$/.test(protocol)) throw new Error(`${protocol} is not an HTTP address`);
    const products = countFrom('products', values.products, MOST_PRODUCTS);
    const accounts = countFrom('accounts', values.accounts, MOST_ACCOUNTS);
    return { origin, products, accounts, keep: values.keep };
  } catch (failure) {
    throw new LauncherError(
      `${messageOf(failure)}\nUsage: npm run demo [-- --url ${url}] [--products ${MOST_PRODUCTS}] [--accounts ${MOST_ACCOUNTS}] [--keep]`,
    );
  }
}

function countFrom(name: string, text: string, most: number): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > most) throw new Error(`--${name} must be 1 to ${most}`);
  return count;
}
