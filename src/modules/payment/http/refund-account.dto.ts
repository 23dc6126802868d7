import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { CheckedBy, isMissing } from '#platform/http/body/fields';
import { IsText } from '#platform/http/body/texts';

interface Code {
  readonly least: number;
  readonly most: number;
  /** the characters of which it consists, inside a class */
  readonly characters: string;
  readonly message: string;
  readonly example: string;
}

function IsCode({ least, most, characters, message, example }: Code): PropertyDecorator {
  const pattern = new RegExp(`^[${characters}]+$`);
  return applyDecorators(
    CheckedBy('isCode', (value) => {
      if (isMissing(value) || value === '') return { rule: 'REQUIRED', message };
      if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
      if (value.length > most) return { rule: 'TOO_LONG', message };
      if (!pattern.test(value)) return { rule: 'INVALID_CHARACTER', message };
      return value.length < least ? { rule: 'TOO_SHORT', message } : undefined;
    }),
    ApiProperty({ type: 'string', minLength: least, maxLength: most, pattern: `^[${characters}]+$`, example }),
  );
}

export const MAX_HOLDER_NAME = 60;

/** Where the money of a deposit goes back to. */
export class RefundAccountDto {
  @IsCode({
    least: 2,
    most: 3,
    characters: '0-9A-Z',
    message: 'must be the code of a bank: two or three digits or capital letters',
    example: '88',
  })
  readonly bank!: string;

  @IsCode({
    least: 6,
    most: 20,
    characters: '0-9',
    message: 'must be 6 to 20 digits, without hyphens',
    example: '110234567890',
  })
  readonly accountNumber!: string;

  @IsText({ most: MAX_HOLDER_NAME, lines: 'one', example: '홍길동' })
  readonly holderName!: string;
}
