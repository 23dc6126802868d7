import { createServer, type Server } from 'node:http';
import { writeFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TestProvider } from '../../support/test-provider';
import type { Randomness } from './randomness';

type Method = 'open' | 'confirm' | 'retrieve' | 'refund' | 'close';

/** Where instances find the address of the provider. */
const ADDRESS_FILE = join(process.env['FAULTS_FOLDER'] ?? '', 'provider-address');

/** The settings of a shop that works with the provider outside. */
export const WITH_PROVIDER_OUTSIDE = { PAYMENT_PROVIDERS: 'points,outside', FAULTS_PROVIDER: ADDRESS_FILE };

/** A provider in this process, which every instance calls over HTTP, and which often does not answer. */
export class ProviderBooks {
  readonly provider = new TestProvider();
  isHealed = false;

  private constructor(
    private readonly server: Server,
    private readonly random: Randomness,
  ) {}

  static async open(random: Randomness): Promise<ProviderBooks> {
    const server = createServer();
    const books = new ProviderBooks(server, random);
    server.on('request', (request, response) => {
      void books.answer((request.url ?? '').slice(1) as Method, json(request)).then(
        (answer) => (answer === undefined ? request.socket.destroy() : response.end(JSON.stringify(answer))),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    writeFileSync(ADDRESS_FILE, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return books;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Every call is done; the answer to some is lost, as with a connection that breaks. */
  private async answer(method: Method, body: Promise<unknown>): Promise<unknown> {
    const answer: unknown = await this.provider[method]((await body) as never);
    return !this.isHealed && this.random.chance(0.2) ? undefined : answer;
  }
}
