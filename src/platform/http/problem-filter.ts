import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isUnforeseenFailure } from '#platform/database/server-failure';
import { DomainError, Unavailable } from '#platform/domain-error';
import { requestErrors } from './error-codes';
import { frameworkAnswer, replaceSuccessHeaders } from './framework-errors';
import { type Problem, problemTitle, problemType, STATUS_OF } from './problem';
import { requestIdOf } from './request-id';

const LONGEST_INSTANCE = 500;

type Answer = Pick<Problem, 'status' | 'code' | 'detail' | 'errors' | 'about'>;

const UNEXPECTED: Answer = {
  status: requestErrors.INTERNAL_ERROR,
  code: 'INTERNAL_ERROR',
  detail: 'Something went wrong on our side.',
};

/**
 * Answers every refusal and every failure with problem+json. An unexpected error is a 500 without details, logged in
 * full.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    this.answer(error, host.switchToHttp().getRequest<Request>(), host.switchToHttp().getResponse<Response>());
  }

  answer(error: unknown, request: Request, response: Response): void {
    const answer = problemDetails(error);
    this.note(error, answer, requestIdOf(request));
    if (response.headersSent) {
      response.destroy();
      return;
    }
    replaceSuccessHeaders(answer.status, response);
    if (error instanceof DomainError && error.retryAfter !== undefined) {
      response.setHeader('Retry-After', Math.ceil(error.retryAfter));
    }
    if (answer.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response
      .status(answer.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(answer, request)));
  }

  private note(error: unknown, { status, detail }: Answer, requestId: string): void {
    if (status === 500) this.log.error({ msg: 'Unexpected error', requestId, err: error });
    if (status !== 503) return;
    const msg = error instanceof Unavailable ? `${error.what} is not available` : detail;
    const err = (error as Error).cause;
    this.log[isUnforeseenFailure(err) ? 'error' : 'warn']({ msg, requestId, err });
  }
}

function problemDetails(error: unknown): Answer {
  if (error instanceof DomainError) {
    const { kind, code, message, errors, about } = error;
    return {
      status: STATUS_OF[kind],
      code,
      detail: message,
      ...(errors === undefined ? {} : { errors }),
      ...(about === undefined ? {} : { about }),
    };
  }
  return frameworkAnswer(error) ?? UNEXPECTED;
}

function problemOf(answer: Answer, request: Request): Problem {
  const { status, code, detail, errors, about } = answer;
  return {
    type: problemType(code),
    title: problemTitle(code),
    status,
    code,
    detail,
    instance: (request.originalUrl.split('?')[0] ?? '').slice(0, LONGEST_INSTANCE),
    requestId: requestIdOf(request),
    ...(errors === undefined ? {} : { errors }),
    ...(about === undefined ? {} : { about }),
  };
}
