// `npm run pg`: the payment simulator alone, until Ctrl-C.
import { type LaunchContext, setting } from './environment';
import { booksFile, openSimulator, simulatorPort } from './payment-simulator';
import { Session } from './session';
import { print } from './terminal';

export function launcher({ dataFolder }: LaunchContext): Promise<number> {
  const session = new Session();
  return session.run(async () => {
    const simulator = await openSimulator(session, dataFolder, simulatorPort(), setting('PG_WEBHOOK_URL'));
    print(`The payment simulator is running on ${simulator.address}. No money moves. Press Ctrl-C to stop it.`);
    print(`  books  ${booksFile(dataFolder)}`);
    return new Promise<number>(() => undefined);
  }, 0);
}
