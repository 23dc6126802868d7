import type { NestExpressApplication } from '@nestjs/platform-express';
import { Bus } from '#platform/bus/bus';
import { createApplication } from '../../src/app';
import { AppModule } from '../../src/app.module';
import { configFor, createScheme, dropScheme } from './scheme';

export const administrator = { email: 'admin@example.com', password: 'password123' };

/** One instance with a first administrator, listening, on a schema of its own. */
export interface AccountWeb {
  readonly app: NestExpressApplication;
  readonly bus: Bus;
  readonly scheme: string;
  call(method: string, path: string, options?: { readonly as?: string; readonly body?: unknown }): Promise<Answer>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** the JSON of the answer, whatever it is */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

export async function openAccountWeb(options: { beside?: AccountWeb } = {}): Promise<AccountWeb> {
  const scheme = options.beside?.scheme ?? (await createScheme());
  const variables = { ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password };
  const app = await createApplication(AppModule.forRoot(configFor(scheme, variables)));
  await app.listen(0, '127.0.0.1');
  const address = await app.getUrl();
  return {
    app,
    bus: app.get(Bus),
    scheme,
    async call(method, path, { as, body } = {}) {
      const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
      if (as !== undefined) headers.set('authorization', `Bearer ${as}`);
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${address}/api/${path}`, { method, headers, ...text });
      const content = await answer.text();
      return { status: answer.status, headers: answer.headers, body: content === '' ? undefined : JSON.parse(content) };
    },
    async close() {
      await app.close();
      if (options.beside === undefined) await dropScheme(scheme);
    },
  };
}
