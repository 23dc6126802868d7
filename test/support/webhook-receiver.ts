import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event as it arrives, after CloudEvents. */
export interface ReceivedEvent {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly aggregateId: number;
  readonly sequence: number;
  readonly data: Record<string, unknown>;
}

export interface Request {
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly event: ReceivedEvent;
  /** whether it was answered 2xx */
  readonly accepted: boolean;
}

/** The reaction to one event: a status, no answer, or a broken connection. */
export type Behaviour = number | 'hang' | 'reset';

/** A real HTTP server on this machine that receives webhooks. */
export class WebhookReceiver {
  readonly requests: Request[] = [];
  /** the reaction to the `attempt`th arrival of an event */
  behaviour: (event: ReceivedEvent, attempt: number) => Behaviour = () => 204;
  private readonly attempts = new Map<string, number>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.receive(request, response));
  }

  static async open(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new WebhookReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** The events that it accepted, each once, as for a receiver that drops known ids. */
  get events(): ReceivedEvent[] {
    const events = this.requests.filter((request) => request.accepted).map(({ event }) => event);
    return [...new Map(events.toReversed().map((event) => [event.id, event]))].map(([, event]) => event).toReversed();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const event = JSON.parse(text) as ReceivedEvent;
    const attempt = (this.attempts.get(event.id) ?? 0) + 1;
    this.attempts.set(event.id, attempt);
    const behaviour = this.behaviour(event, attempt);
    const accepted = typeof behaviour === 'number' && behaviour >= 200 && behaviour < 300;
    this.requests.push({ headers: request.headers, text, event, accepted });
    if (behaviour === 'reset') request.socket.destroy();
    else if (behaviour !== 'hang') response.writeHead(behaviour, { location: '/elsewhere' }).end();
  }
}
