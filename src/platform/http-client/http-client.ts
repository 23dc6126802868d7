import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Unavailable } from '../domain-error';
import { CircuitBreaker } from './circuit-breaker';
import { type HttpRequest, HttpRequestFailed, type HttpResponse, sendRequest } from './request';

/** Below the five seconds after which many servers close an idle connection, perhaps while a request is on its way. */
const IDLE_CONNECTION_MS = 4_000;

interface HttpClientOptions {
  /** what is called, for the log */
  readonly name: string;
  /** calls at the same time; more are refused at once */
  readonly maxCalls?: number;
  readonly connectLimitMs?: number;
  readonly maxBodyBytes?: number;
}

/**
 * Calls one server outside. A slow server takes at most `maxCalls` connections, and a server that cannot be reached is
 * not called for five seconds after five failed connections in ten seconds. Call `assertAvailable` before anything is
 * stored that only a call could end.
 */
export class HttpClient {
  private readonly name: string;
  private readonly maxCalls: number;
  private readonly limits: { readonly connectLimitMs: number; readonly maxBodyBytes: number };
  private readonly breaker = new CircuitBreaker({ failures: 5, withinMs: 10_000, openMs: 5_000 });
  private readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  private calls = 0;

  constructor({ name, maxCalls = 64, connectLimitMs = 3_000, maxBodyBytes = 1_048_576 }: HttpClientOptions) {
    this.name = name;
    this.maxCalls = maxCalls;
    this.limits = { connectLimitMs, maxBodyBytes };
    const keepAlive = { keepAlive: true, timeout: IDLE_CONNECTION_MS, maxFreeSockets: maxCalls };
    this.agents = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };
  }

  /** @throws Unavailable when `send` would refuse the call without having sent it */
  assertAvailable(): void {
    const refusal = this.refusal();
    if (refusal !== undefined) throw new Unavailable(this.name, refusal);
  }

  /**
   * The response, with whatever status.
   * @throws HttpRequestFailed when there is none; `maySent` says whether the outcome is unknown
   */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const refusal = this.refusal();
    if (refusal !== undefined) throw refusal;
    this.calls++;
    try {
      const agent = request.url.startsWith('https:') ? this.agents.https : this.agents.http;
      const response = await sendRequest(request, { agent, ...this.limits });
      this.breaker.recordSuccess();
      return response;
    } catch (error) {
      this.record(error);
      throw error;
    } finally {
      this.calls--;
    }
  }

  /** Closes the connections, also those in use. */
  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private refusal(): HttpRequestFailed | undefined {
    if (this.breaker.opensInMs > 0) return new HttpRequestFailed(`${this.name} could not be reached`, false, false);
    if (this.calls >= this.maxCalls) {
      return new HttpRequestFailed(`${this.name} has not answered ${this.calls} calls yet`, false, false);
    }
    return undefined;
  }

  /** A server that took the connection can be reached, whatever became of the request. */
  private record(error: unknown): void {
    if (!(error instanceof HttpRequestFailed)) return;
    if (error.isConnectionFailure) this.breaker.recordFailure();
    else if (error.maySent) this.breaker.recordSuccess();
  }
}
