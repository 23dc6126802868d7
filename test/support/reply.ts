import { type Agent, request as httpRequest } from 'node:http';
import { mismatches } from './shapes';
import { aboutSchemas } from '../../src/error-codes';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  readonly body: any;
  /** from the request to the end of the answer */
  readonly ms: number;
}

interface Exchange {
  readonly method: string;
  /** with the query, sent without being normalized */
  readonly path: string;
  readonly token?: string | undefined;
  readonly headers?: object;
  readonly body?: string | Buffer | undefined;
  readonly agent?: Agent;
}

/** Sends a request to which nothing but the token is added. @throws when an answer of type JSON cannot be parsed */
export async function exchange(
  address: string,
  { method, path, token, headers = {}, body, agent }: Exchange,
): Promise<Reply> {
  const { hostname, port } = new URL(address);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { hostname, port, method, path, headers: { ...authorization, ...headers }, agent };
  const begun = performance.now();
  const reply = await new Promise<Omit<Reply, 'body'>>((resolve, reject) => {
    const request = httpRequest(options, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status, headers, text, ms: performance.now() - begun }));
    });
    request.on('error', reject);
    request.end(body);
  });
  const isJson = (reply.headers['content-type'] ?? '').includes('json') && reply.text !== '';
  return { ...reply, body: isJson ? (JSON.parse(reply.text) as unknown) : undefined };
}

/** Sends a request to a URL, whose path is normalized. */
export function send(url: string, method: string, more: Omit<Exchange, 'method' | 'path'> = {}): Promise<Reply> {
  const { origin, pathname, search } = new URL(url);
  return exchange(origin, { method, path: pathname + search, ...more });
}

/** How an answer differs from a problem of this status and code. */
export function problemMismatches({ status, headers, body }: Reply, expected: number, code?: string): string[] {
  const { errors, about, ...problem } = (body ?? {}) as Record<string, unknown>;
  const shape = {
    type: 'text',
    title: 'text',
    status: 'id',
    code: 'text',
    detail: 'text',
    instance: 'text',
    requestId: 'text',
  } as const;
  return [
    ...(status === expected && problem['status'] === expected ? [] : [`status is ${status}, not ${expected}`]),
    ...(code === undefined || problem['code'] === code ? [] : [`code is ${String(problem['code'])}, not ${code}`]),
    ...((headers['content-type'] as string).startsWith('application/problem+json') ? [] : ['it is not problem+json']),
    ...(problem['requestId'] === headers['x-request-id'] ? [] : ['the request id differs from the header']),
    ...mismatches(shape, problem, 'problem'),
    ...(errors === undefined
      ? []
      : mismatches([{ field: 'text', rule: 'text', message: 'text' }], errors, 'problem.errors')),
    ...(about === undefined || aboutSchemas[String(problem['code'])]?.safeParse(about).success === true
      ? []
      : ['what it is about is not in the contract']),
  ];
}
