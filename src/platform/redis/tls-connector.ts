import { connect } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';

type Stream = Awaited<ReturnType<AbstractConnector['connect']>>;

/**
 * Connects over TLS as ioredis does, and listens to every failure of the connection. One that is given up while it
 * shows a certificate that is not believed fails twice; ioredis 6.0 listens once, and the second failure, which nobody
 * heard, ended the process: within seconds, for a cluster whose certificate had run out.
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
        // Given up in the meantime: ioredis knows this by its words.
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
