import { Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Unavailable } from '#platform/domain-error';
import { ProblemFilter } from './problem-filter';

test.each<[string, 'error' | 'warn', string, unknown]>([
  ['known', 'warn', 'The database is not available', { errno: 1114, sqlState: 'HY000' }],
  ['that no list names', 'error', 'The database is not available', { errno: 4999, sqlState: 'HY000' }],
])('a failure of the database %s is answered 503 and logged as %s', (_, level, msg, cause) => {
  const logged = { error: jest.spyOn(Logger.prototype, 'error'), warn: jest.spyOn(Logger.prototype, 'warn') };
  for (const log of Object.values(logged)) log.mockImplementation();
  const send = jest.fn();
  const status = jest.fn(() => ({ type: () => ({ send }) }));
  const response = {
    headersSent: false,
    setHeader: jest.fn(),
    removeHeader: jest.fn(),
    getHeaderNames: () => [],
    status,
  };
  const request = { originalUrl: '/api/orders', headers: {} };
  new ProblemFilter().answer(
    new Unavailable('The database', cause),
    request as unknown as Request,
    response as unknown as Response,
  );
  expect(status).toHaveBeenCalledWith(503);
  expect(logged[level]).toHaveBeenCalledWith(expect.objectContaining({ msg, err: cause }));
  expect(logged[level === 'error' ? 'warn' : 'error']).not.toHaveBeenCalled();
  jest.restoreAllMocks();
});
