// The shop's API as a client sees it: connections that are kept, a bounded number of them, and patience with a busy shop.
import http from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { reason, Unable } from '../say.mjs';

const MOST_CONNECTIONS = 256;
const MOST_ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 5_000;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {any} body the JSON; an empty object when there is none
 * @property {number} answeredAt when its first byte came, by `performance.now()`
 * @property {number} pauseMs how long the shop asks to wait before the next attempt
 */

/**
 * @typedef {object} Asked
 * @property {unknown} [body]
 * @property {string} [token]
 * @property {string} [key] of idempotency
 * @property {string} [prefer]
 * @property {number} [seconds] limit of one attempt
 */

export class Api {
  /** requests that were repeated because the shop was busy or a connection broke */
  repeats = 0;
  #send;
  #agent;

  /** @param {URL} origin */
  constructor(origin) {
    this.origin = origin;
    const { request, Agent } = origin.protocol === 'https:' ? https : http;
    this.#send = request;
    this.#agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  }

  /**
   * Repeats what found the shop busy or lost its connection. Every request of the demo may come twice: it reads, it
   * carries a key, or a second time changes nothing.
   *
   * @param {string} method
   * @param {string} path
   * @param {Asked} [asked]
   * @returns {Promise<Answer>}
   */
  async ask(method, path, asked = {}) {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === MOST_ATTEMPTS;
      try {
        const answer = await this.#once(method, path, asked);
        if (isLast || !isWorthAnotherTry(answer)) return answer;
        await pause(answer.pauseMs);
      } catch (failure) {
        if (isLast) throw new Unable(`${method} ${path.split('?')[0]}: ${reason(failure)}`);
        await pause(100 * attempt);
      }
      this.repeats++;
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Asked} [asked]
   * @returns {Promise<Answer>} a success
   */
  async demand(method, path, asked) {
    const answer = await this.ask(method, path, asked);
    if (answer.status < 300) return answer;
    const { code = '', detail = '' } = answer.body;
    throw new Unable(`${method} ${path.split('?')[0]} answered ${answer.status} ${code}. ${detail}`);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  #once(method, path, { body, token, key, prefer, seconds = 30 }) {
    const payload = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : { 'content-length': Buffer.byteLength(payload) }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(prefer === undefined ? {} : { prefer }),
    };
    const signal = AbortSignal.timeout(seconds * 1_000);
    return new Promise((resolve, reject) => {
      const request = this.#send(
        new URL(path, this.origin),
        { method, headers, signal, agent: this.#agent },
        (response) => {
          const answeredAt = performance.now();
          const pauseMs = Math.min(Number(response.headers['retry-after'] ?? 1) * 1_000, LONGEST_PAUSE_MS);
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => (text += chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: parsed(text), answeredAt, pauseMs }),
          );
        },
      );
      request.on('error', reject);
      request.end(payload);
    });
  }
}

/** @param {Answer} answer */
function isWorthAnotherTry({ status, body }) {
  return status === 503 || status === 429 || body.code === 'IDEMPOTENCY_IN_PROGRESS';
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
