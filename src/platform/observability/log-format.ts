/** The values of fields with these names are replaced before a line is written. */
const SECRET_FIELDS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'secretKey',
  'authorization',
  'cookie',
];

export const REDACTION = {
  paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  censor: '[redacted]',
};

/**
 * The fields of an error that are logged. Others are left out, because the errors of database drivers contain the
 * statement with its values.
 */
export function writtenError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? undefined : error;
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(errno === undefined ? {} : { errno }),
    ...(error.cause === undefined ? {} : { cause: writtenError(error.cause) }),
  };
}
