import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { nameAController } from './kafka-controller';
import type { ReceivedEvent } from './webhook-receiver';

const PROGRAM = process.env['KCAT_PROGRAM'] ?? '';

/** Tests that need a Kafka: `npm test` says loudly that they were skipped where no kcat is found. */
export const describeWithKafka = PROGRAM === '' ? describe.skip : describe;

export interface Message {
  readonly key: string;
  readonly event: ReceivedEvent;
}

/** A broker that speaks Kafka's own protocol: the one that librdkafka has for tests, inside a kcat. */
export class MockKafka {
  private constructor(
    private readonly kcat: ChildProcess,
    readonly address: string,
  ) {}

  static async open(): Promise<MockKafka> {
    nameAController();
    // It lives as long as somebody consumes from it.
    const kcat = spawn(PROGRAM, ['-X', 'test.mock.num.brokers=1', '-b', 'mock', '-d', 'mock', '-C', '-t', 'nothing'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      // Read to the end: it would not outlive a pipe that nobody reads.
      kcat.stderr.on('data', (chunk: Buffer) => {
        said = `${said}${chunk.toString()}`.slice(-10_000);
        const [, named] = /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(said) ?? [];
        if (named !== undefined) resolve(named);
      });
      kcat.once('exit', () => reject(new Error(`kcat has no broker to offer: ${said}`)));
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
