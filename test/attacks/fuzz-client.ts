import { Agent, request as ask } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** the JSON of it, if it is any */
  readonly body: unknown;
  readonly ms: number;
}

/** Sends what it is given as it is given: no path is normalized, no header added. */
export class FuzzClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(private readonly address: string) {}

  close(): void {
    this.agent.destroy();
  }

  exchange(method: string, path: string, headers: object, body: Buffer | undefined): Promise<Answer> {
    const { hostname, port } = new URL(this.address);
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const asked = ask({ hostname, port, method, path, headers: { ...headers }, agent: this.agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => {
          const { statusCode: status = 0, headers: told } = answer;
          resolve({ status, headers: told, text, body: parsed(text), ms: performance.now() - begun });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
