import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { until } from './until';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: object }[] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

/** A collector that receives OTLP as JSON over HTTP and keeps all spans. */
export class TraceReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly resources: Export['resourceSpans'][number]['resource'][] = [];
  readonly paths: (string | undefined)[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<TraceReceiver> {
    const server = createServer((request, response) => {
      void json(request).then((sent) => {
        receiver.record(request.url, sent as Export);
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
      });
    });
    const receiver = new TraceReceiver(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(name: string, traceId?: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name && (traceId === undefined || span.traceId === traceId));
  }

  /** Resolves with the first span of this name in this trace. */
  async span(name: string, traceId: string): Promise<ReceivedSpan> {
    return until(async () => this.named(name, traceId)[0]);
  }

  /** The names of this span and of its received ancestors. */
  pathTo(span: ReceivedSpan): string[] {
    const above = this.spans.find(({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId);
    return [span.name, ...(above === undefined ? [] : this.pathTo(above))];
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private record(path: string | undefined, { resourceSpans }: Export): void {
    this.paths.push(path);
    for (const { resource, scopeSpans } of resourceSpans) {
      this.resources.push(resource);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
  }
}
