import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { ACCESS_TOKEN_RULES, AccessTokens, principalFrom } from './access-tokens';
import type { Principal } from './principal';

/** Passport's strategy that turns the Authorization header into a `Principal`. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly tokens: AccessTokens) {
    super({
      ...ACCESS_TOKEN_RULES,
      // `validate` checks it, by the database's clock.
      ignoreExpiration: true,
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: Error | null, key?: Buffer) => void,
      ): void => {
        if (!tokens.hasOurHeader(token)) done(new Error('The header of the token is unknown'));
        // The types know strings and buffers only; jsonwebtoken takes a KeyObject.
        else done(null, tokens.key as unknown as Buffer);
      },
    });
  }

  validate(claims: unknown): Principal | false {
    const principal = principalFrom(claims);
    return principal === undefined || this.tokens.isExpired(principal) ? false : principal;
  }
}
