import { request as ask } from 'node:http';
import { mismatches } from './shapes';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

/** Sends a request to which nothing but the token is added. */
export function send(
  url: string,
  method: string,
  { token, headers = {}, body }: { token?: string | undefined; headers?: object; body?: string | Buffer } = {},
): Promise<Reply> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = ask(url, { method, headers: { ...authorization, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => {
        const isJson = (answer.headers['content-type'] ?? '').includes('json') && text !== '';
        const body: unknown = isJson ? JSON.parse(text) : undefined;
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, body });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** How an answer differs from a problem of this status and code. */
export function problemMismatches({ status, headers, body }: Reply, expected: number, code?: string): string[] {
  const { errors, ...problem } = (body ?? {}) as Record<string, unknown>;
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
    ...(errors === undefined ? [] : mismatches([{ field: 'text', message: 'text' }], errors, 'problem.errors')),
  ];
}
