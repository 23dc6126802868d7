import { join } from 'node:path';
import { ServerProcess } from './server-process';
import { freePort } from './servers';

export type { BuyerAction } from '../../tools/pg/controls';
export type { Saying, WebhookWay } from '../../tools/pg/sayings';

export interface ProviderServer {
  readonly address: string;
  readonly process: ServerProcess;
}

/**
 * The payment simulator as a process of its own.
 * @param keepsBooks in a file of the folder, which outlives the process
 */
export async function startProvider(folder: string, keepsBooks: boolean): Promise<ProviderServer> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const provider = new ServerProcess({
    name: 'provider',
    folder,
    path: process.execPath,
    marker: 'provider-process.ts',
    arguments: [
      '--require',
      join(__dirname, '..', '..', 'tools', 'typescript.cjs'),
      join(__dirname, 'provider-process.ts'),
      String(port),
      ...(keepsBooks ? [join(folder, 'books')] : []),
    ],
    answers: () => fetch(`${address}/__calls`),
  });
  await provider.start();
  return { address, process: provider };
}
