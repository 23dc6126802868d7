// `npm run demo`: a hot deal over 10,000 products, 1,000 orders for 100 units, and a check that exactly 100 were sold.
import { parseArgs } from 'node:util';
import { runDemo } from './demo/run';
import { type LaunchContext, setting } from './environment';
import { Session } from './session';
import { LauncherError, messageOf } from './terminal';

const CODE_WHEN_INTERRUPTED = 130;

export function launcher({ dataFolder, args }: LaunchContext): Promise<number> {
  const session = new Session();
  return session.run(async () => runDemo({ origin: originFrom(args), dataFolder, session }), CODE_WHEN_INTERRUPTED);
}

function originFrom(args: readonly string[]): string {
  const defaultUrl = `http://127.0.0.1:${setting('PORT') ?? 8080}`;
  try {
    const options = { url: { type: 'string', default: defaultUrl } } as const;
    const { protocol, origin } = new URL(parseArgs({ args: [...args], options }).values.url);
    if (!/^https?:$/.test(protocol)) throw new Error(`${protocol} is not an HTTP address`);
    return origin;
  } catch (failure) {
    throw new LauncherError(`${messageOf(failure)}\nUsage: npm run demo [-- --url ${defaultUrl}]`);
  }
}
