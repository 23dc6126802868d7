import { connect } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';

type Stream = Awaited<ReturnType<AbstractConnector['connect']>>;

/**
 * Connects over TLS as ioredis does, and handles every error of the connection. A connection that is closed during the
 * check of an invalid certificate fails twice; ioredis 6.0 handles one error, and the second one ended the process:
 * within seconds, for a cluster whose certificate had expired.
 */
export class TlsConnector extends AbstractConnector {
  private readonly options: RedisOptions;

  /** @param options of the client, in which the address changes */
  constructor(options: unknown) {
    super((options as RedisOptions).disconnectTimeout ?? 0);
    this.options = options as RedisOptions;
  }

  connect(): Promise<Stream> {
    this.connecting = true;
    return new Promise((resolve, reject) => {
      process.nextTick(() => {
        // Closed in the meantime: ioredis recognises this by the message.
        if (!this.connecting) return reject(new Error('Connection is closed.'));
        const { host, port, tls } = this.options;
        const stream = connect({ host, port, ...tls });
        stream.on('error', (error) => {
          this.firstError ??= error;
        });
        this.stream = stream;
        resolve(stream);
      });
    });
  }
}
