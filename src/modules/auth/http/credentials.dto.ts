import { ApiProperty } from '@nestjs/swagger';
import { IsString, ValidateBy } from 'class-validator';
import {
  isEmailAddress,
  isAcceptablePassword,
  MAX_PASSWORD_BYTES,
  PASSWORD_PATTERN,
  PASSWORD_RULE,
  isPersonName,
  NAME_PATTERN,
  NAME_RULE,
} from '../domain/sign-up-rules';

/** A string that follows `rule`; any other type is refused with the same message. */
function IsText(name: string, rule: (text: string) => boolean, message: string): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && rule(value);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } });
}

export class SignUpDto {
  /** Trimmed, and compared without case. */
  @IsText('isEmailAddress', isEmailAddress, 'must be an e-mail address of at most 254 characters')
  @ApiProperty({ example: 'user@example.com', maxLength: 254, format: 'email' })
  email!: string;

  @IsText('isPersonName', isPersonName, NAME_RULE)
  @ApiProperty({ example: '홍길동', minLength: 1, maxLength: 50, pattern: NAME_PATTERN })
  name!: string;

  /** 8 to 72 bytes of UTF-8 with at least one letter and one digit. */
  @IsText('isAcceptablePassword', isAcceptablePassword, PASSWORD_RULE)
  @ApiProperty({
    example: 'password123',
    format: 'password',
    maxLength: MAX_PASSWORD_BYTES,
    pattern: PASSWORD_PATTERN,
  })
  password!: string;
}

export class LogInDto {
  @IsString({ message: 'must be a string' })
  @ApiProperty({ example: 'user@example.com' })
  email!: string;

  @IsString({ message: 'must be a string' })
  @ApiProperty({ example: 'password123', format: 'password' })
  password!: string;
}

export class ReissueDto {
  @IsString({ message: 'must be a string' })
  @ApiProperty({ description: 'from the last login or reissue' })
  refreshToken!: string;
}

export class PasswordDto {
  @IsString({ message: 'must be a string' })
  @ApiProperty({ example: 'password123', format: 'password' })
  password!: string;
}
