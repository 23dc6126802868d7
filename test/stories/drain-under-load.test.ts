import { Agent, request as ask } from 'node:http';
import { connect } from 'node:net';
import { drain } from '#platform/http/drain';
import { GracefulShutdown } from '#platform/http/graceful-shutdown';
import { openTrialWeb, TrialController, type TrialWeb } from '../support/sample-application';

/** as in production: each kept connection has an answer within it, and so hears that it must not be used again */
const WINDOW_MS = 1_000;

/** The status and whether the connection goes on, or what went wrong. */
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
    const asked = ask(url, { agent, method, headers }, (answer) => {
      answer.on('data', () => undefined);
      answer.on('end', () => resolve(String(answer.statusCode)));
      answer.on('error', failed);
    }).on('error', failed);
    asked.end(body);
  });
}

describe('an instance that ends under load', () => {
  let web: TrialWeb;
  beforeEach(async () => {
    TrialController.waiting = Promise.resolve();
    web = await openTrialWeb();
  });
  afterEach(() => web.close());

  const eventually = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };

  test('answers every request: over kept and over new connections, with bodies, and slow ones', async () => {
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
    await eventually(() => outcomes.length > 400);
    await Promise.all([clients, drain(web.app, WINDOW_MS)]);
    kept.destroy();
    expect(new Set(outcomes.filter((outcome) => !outcome.startsWith('2')))).toEqual(new Set(['ECONNREFUSED']));
    expect(outcomes.filter((outcome) => outcome === 'ECONNREFUSED')).toHaveLength(kinds.length * 8);
  });

  test('waits for an answer that is still being made when nothing is accepted any more', async () => {
    let letGo = (): void => undefined;
    TrialController.waiting = new Promise<void>((resolve) => (letGo = resolve));
    const kept = new Agent({ keepAlive: true });
    const late = answerOf(`${web.address}/api/trial/wait`, { agent: kept, method: 'POST', token: web.token() });
    await eventually(() => web.app.get(GracefulShutdown)['inFlight'].size === 1);
    const draining = drain(web.app, 0);
    await eventually(() => !web.app.getHttpServer().listening);
    letGo();
    expect(await late).toMatch(/^2/);
    await draining;
    kept.destroy();
  });

  test('is not kept by those who never ask, nor for ever by one who is never answered', async () => {
    TrialController.waiting = new Promise<void>(() => undefined);
    const kept = new Agent({ keepAlive: true });
    const never = answerOf(`${web.address}/api/trial/wait`, { agent: kept, method: 'POST', token: web.token() });
    const silent = connect(Number(new URL(web.address).port), '127.0.0.1');
    await new Promise((open) => silent.once('connect', open));
    await eventually(() => web.app.get(GracefulShutdown)['inFlight'].size === 1);
    await drain(web.app, 0);
    expect(await never).toBe('ECONNRESET');
    kept.destroy();
    silent.destroy();
  });
});
