const missing = ['DB_HOST', 'REDIS_HOST'].filter((name) => (process.env[name] ?? '') === '');

if (missing.length > 0) {
  throw new Error(
    `${missing.join(' and ')} not set: these tests need a database and Redis. ` +
      'Run them with `npm test` (for one file: `npm test -- path/to/file`), which finds or starts both.',
  );
}
