import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { Unavailable } from '#platform/domain-error';
import { defineEvent } from './domain-event';
import { EventDispatcher } from './event-dispatcher';
import type { EventPublication, EventPublicationRepository } from './event-publication.repository';

/** A failure of the database is not one of the event: it never counts towards the dead letter. */
describe('the event dispatcher on a database that fails', () => {
  const publication = (id: number, attempts = 1): EventPublication => ({
    id,
    handler: 'test.listen',
    event: 'bell.rang',
    payloads: [id],
    position: 0,
    attempts,
    stored: false,
    unfinished: false,
  });
  let works: boolean;
  let due: EventPublication[];
  let log: string[];
  let failure: Error | undefined;
  let dispatcher: EventDispatcher;
  let reasons: string[];
  let errors: jest.SpyInstance;

  const record = (line: string): Promise<void> => {
    if (!works) return Promise.reject(new Error('the disk is full'));
    log.push(line);
    return Promise.resolve();
  };
  const table = {
    canCommit: () => Promise.resolve(works),
    claim: () => Promise.resolve(due.splice(0)),
    discount: (ids: readonly number[]) => record(`discounted ${ids.join()}`),
    remove: (ids: readonly number[]) => record(`completed ${ids.join()}`),
    release: (ids: readonly number[], _: number, counted: boolean, reason: string) => {
      reasons.push(reason);
      return record(`released ${ids.join()}${counted ? ' counted' : ''}`);
    },
    deadLetter: (id: number) => record(`dead letter ${id}`),
  };
  const handled = async (one: EventPublication): Promise<void> => {
    dispatcher.accept([one]);
    await dispatcher['queuesIdle']();
  };

  beforeEach(() => {
    [works, due, log, failure, reasons] = [true, [], [], undefined, []];
    errors = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    dispatcher = new EventDispatcher(table as unknown as EventPublicationRepository, undefined as never, 'here');
    dispatcher['claiming'] = true;
    dispatcher.register({
      name: 'test.listen',
      formerly: [],
      event: defineEvent('bell.rang', z.number()),
      handle: () => (failure === undefined ? Promise.resolve() : Promise.reject(failure)),
    } as never);
  });

  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['no room on the disk', { errno: 1114, sqlState: 'HY000' }],
    ['a read-only server', { errno: 1290, sqlState: 'HY000' }],
    ['a refused account', { errno: 1142, sqlState: '42000' }],
    ['a number that no list names', { errno: 4999, sqlState: 'HY000' }],
  ])('counts no attempt that failed by %s, though the database works again by then', async (_, driverError) => {
    failure = new Error('wrapped', { cause: Object.assign(new Error('refused'), driverError) });
    await handled(publication(1, 10));
    expect(log).toEqual(['released 1']);
  });

  it('counts no attempt while the database cannot commit, whatever the handler failed with', async () => {
    failure = new Error('an error of the handler');
    table.canCommit = () => Promise.resolve(false);
    await handled(publication(1, 10));
    table.canCommit = () => Promise.resolve(works);
    await handled(publication(1, 10));
    expect(log).toEqual(['released 1', 'dead letter 1']);
  });

  it('stores what has made the database unavailable, not the sentence for clients', async () => {
    failure = new Unavailable('The database', Object.assign(new Error('The table is full'), { errno: 1114 }));
    await handled(publication(1));
    expect(reasons).toEqual(['The database is not available, because of Error: The table is full']);
  });

  it.each([
    ['logs a failure that no list names, because it is retried without end', 4999, 1],
    ['leaves a known failure of the database to readiness and metrics', 1114, 0],
    ['logs a fault of the handler', 1064, 1],
  ])('%s, once a minute', async (_, errno, times) => {
    const sqlState = errno === 1064 ? '42000' : 'HY000';
    failure = new Error('wrapped', { cause: Object.assign(new Error('refused'), { errno, sqlState }) });
    await handled(publication(1));
    await handled(publication(2));
    expect(errors).toHaveBeenCalledTimes(times);
  });

  it('claims nothing before it has taken back an attempt whose failure could not be stored', async () => {
    failure = new Unavailable('The database');
    works = false;
    await handled(publication(1));
    failure = undefined;
    due = [publication(2)];
    await dispatcher['poll']();
    expect(due).toHaveLength(1);
    works = true;
    await dispatcher['poll']();
    await dispatcher['queuesIdle']();
    expect(log).toEqual(['discounted 1', 'completed 2']);
  });
});
