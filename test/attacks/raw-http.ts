import { connect } from 'node:net';
import type { Target } from './target';

/** The answers of one connection. */
export interface RawResponses {
  readonly text: string;
  readonly statuses: readonly number[];
  /** whether the server closed the connection within the time limit */
  readonly ended: boolean;
}

interface Exchange {
  /** the number of answers to wait for; only what arrives at once is read after them */
  readonly answers: number;
  /** sent repeatedly until the connection is closed */
  readonly drip?: string;
  /** sent after those answers; then the end of the connection is awaited */
  readonly then?: string;
}

const TIME_LIMIT_MS = 20_000;
const STATUS = /HTTP\/1\.1 (\d{3}) /g;

/** Sends these bytes unchanged and reads until the expected answers are there or the server closes the connection. */
export function sendRaw(target: Target, bytes: string, { answers, drip, then }: Exchange): Promise<RawResponses> {
  const { hostname, port } = new URL(target.shop.address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(bytes, 'latin1'));
      keepDripping();
    });
    let text = '';
    let isDone = false;
    let hasContinued = false;
    const done = (ended: boolean): void => {
      if (isDone) return;
      isDone = true;
      socket.destroy();
      resolve({ text, statuses: statusesOf(text), ended });
    };
    const timeLimit = setTimeout(() => done(false), TIME_LIMIT_MS);
    const keepDripping = (): void => {
      if (isDone || drip === undefined) return;
      socket.write(drip);
      setTimeout(keepDripping, 100);
    };
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      if (drip !== undefined || !isComplete(text, answers)) return;
      if (then === undefined) readPendingData();
      else if (!hasContinued) socket.write(then);
      hasContinued = true;
    });
    /** Waits for a round trip of another connection: all answers to the sent bytes have arrived by then. */
    const readPendingData = (): void => {
      const other = connect(Number(port), hostname, () => other.write('GET /health/live HTTP/1.0\r\n\r\n'));
      other.on('data', () => undefined).on('close', () => done(socket.readableEnded || socket.destroyed));
    };
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timeLimit);
      done(true);
    });
  });
}

/** The problem in the last answer. */
export function lastProblem({ text }: RawResponses): Record<string, unknown> {
  const body = text.slice(text.lastIndexOf('\r\n\r\n')).trim();
  return JSON.parse(body) as Record<string, unknown>;
}

function statusesOf(text: string): number[] {
  return [...text.matchAll(STATUS)].map(([, status]) => Number(status)).filter((status) => status !== 100);
}

/** Whether the last of the expected answers has arrived with its whole body. */
function isComplete(text: string, answers: number): boolean {
  if (statusesOf(text).length < answers) return false;
  const last = text.slice(text.lastIndexOf('HTTP/1.1 '));
  const [head = '', ...rest] = last.split('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return rest.length > 0 && rest.join('\r\n\r\n').length >= length;
}
