import { ApiProperty } from '@nestjs/swagger';
import { IsString, ValidateBy } from 'class-validator';
import { isEmailAddress } from '../domain/email-address';
import { keepsPasswordRule, PASSWORD_RULE } from '../domain/password-rule';

const LONGEST_NAME = 50;

function isName(name: string): boolean {
  return name.trim() !== '' && [...name].length <= LONGEST_NAME;
}

/** A text that keeps `rule`; what is no text is refused in the same words. */
function IsText(name: string, rule: (text: string) => boolean, message: string): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && rule(value);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } });
}

export class SignUpDto {
  /** Trimmed, and compared without case. */
  @IsText('isEmailAddress', isEmailAddress, 'must be an e-mail address of at most 254 characters')
  @ApiProperty({ example: 'user@example.com', maxLength: 254, format: 'email' })
  email!: string;

  @IsText('isName', isName, `must have 1 to ${LONGEST_NAME} characters`)
  @ApiProperty({ example: '홍길동', minLength: 1, maxLength: LONGEST_NAME })
  name!: string;

  /** 8 to 72 bytes of UTF-8 with at least one letter and one digit. */
  @IsText('keepsPasswordRule', keepsPasswordRule, PASSWORD_RULE)
  @ApiProperty({ example: 'password123', minLength: 1, maxLength: 72, format: 'password' })
  password!: string;
}

export class LogInDto {
  @IsString({ message: 'must be a text' })
  @ApiProperty({ example: 'user@example.com' })
  email!: string;

  @IsString({ message: 'must be a text' })
  @ApiProperty({ example: 'password123', format: 'password' })
  password!: string;
}

export class ReissueDto {
  @IsString({ message: 'must be a text' })
  @ApiProperty({ description: 'as the last login or reissue answered it' })
  refreshToken!: string;
}

export class PasswordDto {
  @IsString({ message: 'must be a text' })
  @ApiProperty({ example: 'password123', format: 'password' })
  password!: string;
}
