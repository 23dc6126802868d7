import { Agent, request as ask } from 'node:http';
import { connect } from 'node:net';
import { drain } from '#platform/http/drain';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { openSampleApplication, SampleController, type SampleApplication } from '../support/sample-application';

/** As in production: each persistent connection gets a response, and with it `Connection: close`, within this time. */
const WINDOW_MS = 1_000;

/** The status, or the code of the error. */
function answerOf(
  url: string,
  options: { agent: Agent; method?: string; token?: string; body?: string },
): Promise<string> {
  const { agent, method = 'GET', token, body } = options;
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const sent = ask(url, { agent, method, headers }, (answer) => {
      answer.on('data', () => undefined);
      answer.on('end', () => resolve(String(answer.statusCode)));
      answer.on('error', failed);
    }).on('error', failed);
    sent.end(body);
  });
}

describe('an instance that stops under load', () => {
  let web: SampleApplication;
  beforeEach(async () => {
    SampleController.waiting = Promise.resolve();
    web = await openSampleApplication();
  });
  afterEach(() => web.close());

  const untilTrue = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };

  test('answers every request, over persistent and new connections, with bodies, and slow ones', async () => {
    const kept = new Agent({ keepAlive: true });
    const fresh = new Agent({ keepAlive: false });
    const token = web.token();
    const outcomes: string[] = [];
    const client = async (once: () => Promise<string>): Promise<void> => {
      for (let outcome = ''; outcome !== 'ECONNREFUSED'; outcomes.push(outcome)) outcome = await once();
    };
    const open = `${web.address}/api/trial/open`;
    const wait = `${web.address}/api/trial/wait`;
    const kinds = [
      () => answerOf(open, { agent: kept }),
      () => answerOf(open, { agent: fresh }),
      () => answerOf(wait, { agent: kept, method: 'POST', token }),
      () => answerOf(wait, { agent: fresh, method: 'POST', token }),
    ];
    const clients = Promise.all(kinds.flatMap((kind) => Array.from({ length: 8 }, () => client(kind))));
    await untilTrue(() => outcomes.length > 400);
    await Promise.all([clients, drain(web.app, WINDOW_MS)]);
    kept.destroy();
    expect(new Set(outcomes.filter((outcome) => !outcome.startsWith('2')))).toEqual(new Set(['ECONNREFUSED']));
    expect(outcomes.filter((outcome) => outcome === 'ECONNREFUSED')).toHaveLength(kinds.length * 8);
  });

  test('waits for a response in progress after it has stopped listening', async () => {
    let release = (): void => undefined;
    SampleController.waiting = new Promise<void>((resolve) => (release = resolve));
    const kept = new Agent({ keepAlive: true });
    const late = answerOf(`${web.address}/api/trial/wait`, { agent: kept, method: 'POST', token: web.token() });
    await untilTrue(() => web.app.get(GracefulShutdown)['inFlight'].size === 1);
    const draining = drain(web.app, 0);
    await untilTrue(() => !web.app.getHttpServer().listening);
    release();
    expect(await late).toMatch(/^2/);
    await draining;
    kept.destroy();
  });

  test('waits neither for idle connections nor forever for a response that never comes', async () => {
    SampleController.waiting = new Promise<void>(() => undefined);
    const kept = new Agent({ keepAlive: true });
    const never = answerOf(`${web.address}/api/trial/wait`, { agent: kept, method: 'POST', token: web.token() });
    const silent = connect(Number(new URL(web.address).port), '127.0.0.1');
    await new Promise((open) => silent.once('connect', open));
    await untilTrue(() => web.app.get(GracefulShutdown)['inFlight'].size === 1);
    await drain(web.app, 0);
    expect(await never).toBe('ECONNRESET');
    kept.destroy();
    silent.destroy();
  });
});
