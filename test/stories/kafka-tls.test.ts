import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newAuthority } from '../servers/redis-over-tls';
import { describeWithKafka, MockKafka } from '../support/kafka';
import { KafkaProxy } from '../support/kafka-proxy';
import type { Login } from '../support/sasl-server';
import { outputOf } from '../support/shop-process';

// In a separate process, because Node reads NODE_EXTRA_CA_CERTS only at its start.
const SEND_ONE = `
  require('./test/support/kafka-controller.ts').patchControllerLookup();
  const { z } = require('zod');
  const { OutboundConfig } = require('./src/modules/outbound/outbound.config.ts');
  const { KafkaTransport } = require('./src/modules/outbound/adapters/kafka-transport.ts');
  const event = { deliveryId: 1, topic: 'order-events', aggregateId: 7, eventId: process.env.EVENT, type: 'order.placed',
    data: '{"orderId":7}', happenedAt: new Date(), attempts: 0 };
  const values = z.object(OutboundConfig.variables).parse(process.env);
  const { kafka } = new OutboundConfig(values, { secretKey: 'x'.repeat(32) });
  new KafkaTransport(kafka).send([event])
    .then((refused) => console.log('refused: ' + refused.length), (error) => console.log(error.message))
    .then(() => process.exit());`;
const LOGIN: Login = { mechanism: 'scram-sha-512', username: 'shop', password: 'password' };

describeWithKafka('a Kafka behind TLS', () => {
  let folder: string;
  let kafka: MockKafka;
  let proxy: KafkaProxy;
  let authority: ReturnType<typeof newAuthority>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hotdeal-kafka-'));
    authority = newAuthority(folder, 'authority');
    kafka = await MockKafka.open();
    proxy = await open('IP:127.0.0.1');
  });
  afterAll(async () => {
    await proxy.close();
    await kafka.close();
    rmSync(folder, { recursive: true });
  });
  const open = (name: string): Promise<KafkaProxy> => {
    const { certificate, key } = authority.issue(`broker ${name}`, name);
    const files = { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
    return KafkaProxy.to(kafka.address, { certificate: files, login: LOGIN });
  };
  const send = (to: KafkaProxy, event: string, variables: Record<string, string>): Promise<string> =>
    outputOf(SEND_ONE, {
      KAFKA_BROKERS: `127.0.0.1:${to.port}`,
      KAFKA_TLS: 'on',
      KAFKA_SASL: LOGIN.mechanism,
      KAFKA_USERNAME: LOGIN.username,
      KAFKA_PASSWORD: LOGIN.password,
      EVENT: event,
      ...variables,
    });

  it('receives events only if its certificate proves its name', async () => {
    const elsewhere = await open('DNS:kafka.example');
    const known = { NODE_EXTRA_CA_CERTS: authority.certificate };
    const said = await Promise.all([
      send(proxy, 'known', known),
      send(proxy, 'of a stranger', { NODE_EXTRA_CA_CERTS: newAuthority(folder, 'stranger').certificate }),
      send(elsewhere, 'under another name', known),
      send(proxy, 'in the open', { ...known, KAFKA_TLS: 'off' }),
    ]);
    await elsewhere.close();
    expect(said).toEqual([
      'refused: 0',
      expect.stringContaining('unable to verify the first certificate'),
      expect.stringContaining("does not match certificate's altnames"),
      expect.not.stringContaining('refused: 0'),
    ]);
    expect((await kafka.read('order-events')).map(({ event }) => event.id)).toEqual(['known']);
  });
});
