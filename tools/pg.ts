// `npm run pg`: the payment simulator alone, until Ctrl-C.
import { join } from 'node:path';
import { portFrom } from './configuration';
import { type LaunchContext, setting } from './environment';
import { PaymentSimulator } from './pg/payment-simulator';
import { Session } from './session';
import { print } from './terminal';

export function launcher({ dataFolder }: LaunchContext): Promise<number> {
  const session = new Session();
  return session.run(async () => {
    const file = setting('PG_FILE') ?? join(dataFolder, 'payment-simulator.jsonl');
    const simulator = await PaymentSimulator.open({
      port: portFrom('PG_PORT', 8090),
      file,
      webhookUrl: setting('PG_WEBHOOK_URL'),
    });
    session.onEnd(() => simulator.close());
    print(`The payment simulator is running on ${simulator.address}. No money moves. Press Ctrl-C to stop it.`);
    print(`  books  ${file}`);
    return new Promise<number>(() => undefined);
  }, 0);
}
