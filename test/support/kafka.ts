import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { patchControllerLookup } from './kafka-controller';
import type { ReceivedEvent } from './webhook-receiver';

const PROGRAM = process.env['KCAT_PROGRAM'] ?? '';

/** Tests that need Kafka: `npm test` reports that they were skipped where kcat is not installed. */
export const describeWithKafka = PROGRAM === '' ? describe.skip : describe;

export interface Message {
  readonly key: string;
  readonly event: ReceivedEvent;
}

/** A broker that speaks Kafka's protocol: the mock of librdkafka, which runs inside kcat. */
export class MockKafka {
  private constructor(
    private readonly kcat: ChildProcess,
    readonly address: string,
  ) {}

  static async open(): Promise<MockKafka> {
    patchControllerLookup();
    // The mock broker runs as long as a consumer is connected to it.
    const kcat = spawn(PROGRAM, ['-X', 'test.mock.num.brokers=1', '-b', 'mock', '-d', 'mock', '-C', '-t', 'nothing'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      let output = '';
      // The pipe is read to the end: kcat would stop at a full one.
      kcat.stderr.on('data', (chunk: Buffer) => {
        output = `${output}${chunk.toString()}`.slice(-10_000);
        const [, named] = /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(output) ?? [];
        if (named !== undefined) resolve(named);
      });
      kcat.once('exit', () => reject(new Error(`kcat started no broker: ${output}`)));
    });
    return new MockKafka(kcat, address);
  }

  /** Everything in a topic, in order within each partition. */
  read(topic: string): Promise<Message[]> {
    const args = ['-b', this.address, '-C', '-t', topic, '-o', 'beginning', '-e', '-J', '-q'];
    return new Promise((resolve, reject) => {
      execFile(PROGRAM, args, { maxBuffer: 64 * 1024 * 1024 }, (error, text) => {
        if (error !== null) reject(new Error(error.message));
        else resolve(text.split('\n').slice(0, -1).map(messageOf));
      });
    });
  }

  async close(): Promise<void> {
    const gone = once(this.kcat, 'exit');
    this.kcat.kill('SIGKILL');
    await gone;
  }
}

function messageOf(line: string): Message {
  const { key, payload } = JSON.parse(line) as { key: string; payload: string };
  return { key, event: JSON.parse(payload) as ReceivedEvent };
}
