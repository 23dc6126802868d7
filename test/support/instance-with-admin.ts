import { type Instance, type InstanceOptions, openInstance } from './instance';

export const administrator = { email: 'admin@example.com', password: 'password123' };

/** The whole application with a first administrator. */
export interface InstanceWithAdmin extends Instance {
  call(method: string, path: string, options?: { readonly as?: string; readonly body?: unknown }): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** the parsed JSON of the answer */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

export async function openInstanceWithAdmin({
  beside,
}: Pick<InstanceOptions, 'beside'> = {}): Promise<InstanceWithAdmin> {
  const variables = { ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password };
  const instance = await openInstance({ variables, ...(beside === undefined ? {} : { beside }) });
  return {
    ...instance,
    async call(method, path, { as, body } = {}) {
      const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
      if (as !== undefined) headers.set('authorization', `Bearer ${as}`);
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${instance.address}/api/${path}`, { method, headers, ...text });
      const content = await answer.text();
      return { status: answer.status, headers: answer.headers, body: content === '' ? undefined : JSON.parse(content) };
    },
  };
}
