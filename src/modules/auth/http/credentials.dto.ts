import { ApiProperty } from '@nestjs/swagger';
import type { FieldRule } from '#platform/field-rules';
import { OptionalBody } from '#platform/http/body/body-validation';
import { CheckedBy, IsAnyText, isMissing, MayBeLeftOut } from '#platform/http/body/fields';
import {
  emailViolation,
  MAX_PASSWORD_BYTES,
  PASSWORD_PATTERN,
  PASSWORD_RULE,
  passwordViolation,
  nameViolation,
  NAME_PATTERN,
  NAME_RULE,
} from '../domain/sign-up-rules';

/** A text with a violation that `ruleOf` names, if there is one; any other type is refused with the same message. */
function IsText(name: string, ruleOf: (text: string) => FieldRule | undefined, message: string): PropertyDecorator {
  return CheckedBy(name, (value) => {
    if (isMissing(value)) return { rule: 'REQUIRED', message };
    const rule = typeof value === 'string' ? ruleOf(value) : 'WRONG_TYPE';
    return rule && { rule, message };
  });
}

export class SignUpDto {
  /** Trimmed, and compared without case. */
  @IsText('isEmailAddress', emailViolation, 'must be an e-mail address of at most 254 characters')
  @ApiProperty({ example: 'user@example.com', maxLength: 254, format: 'email' })
  email!: string;

  @IsText('isPersonName', nameViolation, NAME_RULE)
  @ApiProperty({ example: '홍길동', minLength: 1, maxLength: 50, ...NAME_PATTERN })
  name!: string;

  /** 8 to 72 bytes of UTF-8 with at least one letter and one digit. */
  @IsText('isAcceptablePassword', passwordViolation, PASSWORD_RULE)
  @ApiProperty({
    example: 'password123',
    format: 'password',
    maxLength: MAX_PASSWORD_BYTES,
    ...PASSWORD_PATTERN,
  })
  password!: string;
}

export class LogInDto {
  @IsAnyText({ example: 'user@example.com' })
  email!: string;

  @IsAnyText({ example: 'password123', format: 'password' })
  password!: string;
}

export class ReissueDto {
  @IsAnyText({ description: 'from the last login or reissue' })
  refreshToken!: string;
}

export class PasswordDto {
  @IsAnyText({ example: 'password123', format: 'password' })
  password!: string;
}

@OptionalBody()
export class LogOutDto {
  /** Checked if it is given. */
  @IsAnyText({ example: 'password123', format: 'password' })
  @MayBeLeftOut()
  password?: string;
}
