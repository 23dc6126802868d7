import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Principal } from './principal';
import { SessionCheck } from './session-check';

/** Finds the `SessionCheck` at its first use, because a module that depends on the platform provides it. */
@Injectable()
export class LiveSessions {
  private check: SessionCheck | undefined;

  constructor(private readonly modules: ModuleRef) {}

  /**
   * @throws DomainError UNAUTHENTICATED when the login or its account was revoked
   * @throws Unavailable when this cannot be checked at the moment
   */
  assertLive(principal: Principal): Promise<void> {
    const check = this.check ?? this.modules.get<SessionCheck, SessionCheck>(SessionCheck, { strict: false });
    this.check = check;
    return check.assertLive(principal);
  }
}
