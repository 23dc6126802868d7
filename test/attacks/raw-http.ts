import { connect } from 'node:net';
import type { Target } from './target';

/** What came back over one connection. */
export interface Heard {
  readonly text: string;
  readonly statuses: readonly number[];
  /** by the server, before anybody here lost patience */
  readonly ended: boolean;
}

interface Wire {
  /** after so many answers nothing more is waited for than what comes at once */
  readonly answers: number;
  /** keeps sending this, while nobody ends it */
  readonly drip?: string;
  /** is said when those answers are there; then the end of the connection is waited for */
  readonly then?: string;
}

const PATIENCE_MS = 20_000;
const STATUS = /HTTP\/1\.1 (\d{3}) /g;

/** Writes these bytes as they stand, and reads until so many answers are there or the server ends the connection. */
export function write(target: Target, bytes: string, { answers, drip, then }: Wire): Promise<Heard> {
  const { hostname, port } = new URL(target.shop.address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(bytes, 'latin1'));
      keepDripping();
    });
    let text = '';
    let over = false;
    let hasGoneOn = false;
    const done = (ended: boolean): void => {
      if (over) return;
      over = true;
      socket.destroy();
      resolve({ text, statuses: statusesOf(text), ended });
    };
    const patience = setTimeout(() => done(false), PATIENCE_MS);
    const keepDripping = (): void => {
      if (over || drip === undefined) return;
      socket.write(drip);
      setTimeout(keepDripping, 100);
    };
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      if (drip !== undefined || !isComplete(text, answers)) return;
      if (then === undefined) lookOnceMore();
      else if (!hasGoneOn) socket.write(then);
      hasGoneOn = true;
    });
    /** A round trip of somebody else: what the server had to say to these bytes has come by then. */
    const lookOnceMore = (): void => {
      const other = connect(Number(port), hostname, () => other.write('GET /health/live HTTP/1.0\r\n\r\n'));
      other.on('data', () => undefined).on('close', () => done(socket.readableEnded || socket.destroyed));
    };
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      done(true);
    });
  });
}

/** The problem that the last answer holds. */
export function lastProblem({ text }: Heard): Record<string, unknown> {
  const body = text.slice(text.lastIndexOf('\r\n\r\n')).trim();
  return JSON.parse(body) as Record<string, unknown>;
}

function statusesOf(text: string): number[] {
  return [...text.matchAll(STATUS)].map(([, status]) => Number(status)).filter((status) => status !== 100);
}

/** So many heads, and the last of them with its body. */
function isComplete(text: string, answers: number): boolean {
  if (statusesOf(text).length < answers) return false;
  const last = text.slice(text.lastIndexOf('HTTP/1.1 '));
  const [head = '', ...rest] = last.split('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return rest.length > 0 && rest.join('\r\n\r\n').length >= length;
}
