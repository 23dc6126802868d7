import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { Config } from '#platform/config/config';
import { DomainError } from '#platform/domain-error';
import { ACCESS, type Access, visitorsAreAllowed } from './access';
import { VerifiedTokenCache } from './verified-token-cache';
import { LiveSessions } from './live-sessions';
import { type Principal, principalOf, setPrincipal, unauthenticated } from './principal';

/** Every route needs a valid token of a login that is not revoked, unless the route declares otherwise. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  private readonly visitorsAreAllowed: boolean;

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: LiveSessions,
    private readonly known: VerifiedTokenCache,
    config: Config,
  ) {
    super();
    this.visitorsAreAllowed = visitorsAreAllowed(config);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const declared = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, declared) ?? 'USER';
    if (access === 'PUBLIC' || (access === 'READER' && this.isVisitor(context))) return true;
    const principal = await this.authenticate(context);
    await this.sessions.assertLive(principal);
    if (access === 'ADMIN' && principal.role !== 'ADMIN') {
      throw new DomainError('forbidden', 'FORBIDDEN', 'Only an administrator may do this.');
    }
    return true;
  }

  /** A visitor is a caller that sends no token at all. */
  private isVisitor(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    return headers.authorization === undefined && this.visitorsAreAllowed;
  }

  private async authenticate(context: ExecutionContext): Promise<Principal> {
    const request = context.switchToHttp().getRequest<Request>();
    const { authorization } = request.headers;
    const known = this.known.find(authorization);
    if (known === undefined) {
      await super.canActivate(context);
      this.known.add(authorization, principalOf(request));
    } else {
      setPrincipal(request, known);
    }
    return principalOf(request);
  }

  /** Passport calls it with the result of the strategy. */
  override handleRequest<User>(failure: unknown, principal: User | false): User {
    if (failure instanceof Error) throw failure;
    if (principal === false) throw unauthenticated();
    return principal;
  }
}
