// The payment simulator beside `npm start` and `npm run dev`, or alone (`npm run pg`), with its books in the data folder.
import { join } from 'node:path';
import { portFrom, type TrialFeatures } from './configuration';
import { setting } from './environment';
import { PaymentSimulator } from './pg/payment-simulator';
import { isPortFree } from './ports';
import type { Session } from './session';
import { LauncherError, messageOf, print } from './terminal';

const DEFAULT_PORT = 8090;

export interface StartedSimulator {
  /** what the shop needs to work with it, as far as the environment does not say it */
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
}

/** @returns nothing unless PAYMENT_SIMULATOR=on asks for one, or when TOSS_API names another one */
export async function startSimulatorIfAsked(
  session: Session,
  dataFolder: string,
  shopPort: number,
  { PAYMENT_SIMULATOR: simulated }: TrialFeatures,
): Promise<StartedSimulator | undefined> {
  if (simulated !== 'on' || setting('TOSS_API') !== undefined) return undefined;
  const webhookUrl = setting('PG_WEBHOOK_URL') ?? `http://127.0.0.1:${shopPort}/api/payments/webhook/toss`;
  const { address } = await openSimulator(session, dataFolder, await choosePort(), webhookUrl);
  const environment = {
    TOSS_API: address,
    TOSS_SECRET_KEY: setting('TOSS_SECRET_KEY') ?? 'test_sk_simulator',
    PAYMENT_PROVIDERS: setting('PAYMENT_PROVIDERS') ?? 'toss,points',
  };
  return { environment, description: `simulated at ${address}: no money moves` };
}

/** @throws LauncherError that says why it cannot run */
export async function openSimulator(
  session: Session,
  dataFolder: string,
  port: number,
  webhookUrl: string | undefined,
): Promise<PaymentSimulator> {
  try {
    const simulator = await PaymentSimulator.open({ port, file: booksFile(dataFolder), webhookUrl });
    session.onEnd(() => simulator.close());
    return simulator;
  } catch (failure) {
    throw new LauncherError(`The payment simulator cannot run: ${messageOf(failure)}`);
  }
}

export const booksFile = (dataFolder: string): string =>
  setting('PG_FILE') ?? join(dataFolder, 'payment-simulator.jsonl');

export const simulatorPort = (): number => portFrom('PG_PORT', DEFAULT_PORT);

async function choosePort(): Promise<number> {
  const port = simulatorPort();
  if (port === 0 || setting('PG_PORT') !== undefined || (await isPortFree(port, '127.0.0.1'))) return port;
  print(`The default port of the payment simulator, ${port}, is in use: it gets another port.`);
  return 0;
}
