import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { CheckedBy, IsBoolean, isMissing, MayBeLeftOut } from '#platform/http/body/fields';
import { IsText } from '#platform/http/body/texts';
import { normalizeText } from '#platform/text';
import { type AddressDraft, MOST } from '../domain/address';

interface Code {
  readonly most: number;
  /** the whole text */
  readonly pattern: RegExp;
  /** the characters that count, and how many of them there may be */
  readonly counted: { readonly characters: RegExp; readonly least: number; readonly most: number };
  readonly message: string;
  readonly example: string;
}

/** A short text of ASCII characters; white space around it is removed. */
function IsCode({ most, pattern, counted, message, example }: Code): PropertyDecorator {
  const check = (text: string) => {
    if (text === '') return 'REQUIRED';
    if (text.length > most) return 'TOO_LONG';
    if (!pattern.test(text)) return 'INVALID_CHARACTER';
    const count = text.match(counted.characters)?.length ?? 0;
    if (count < counted.least) return 'TOO_SHORT';
    return count > counted.most ? 'TOO_LONG' : undefined;
  };
  return applyDecorators(
    CheckedBy('isCode', (value) => {
      if (isMissing(value)) return { rule: 'REQUIRED', message };
      if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
      const rule = check(normalizeText(value, most));
      return rule && { rule, message };
    }),
    ApiProperty({ type: 'string', minLength: counted.least, maxLength: most, pattern: pattern.source, example }),
  );
}

/** Where parcels go. The texts are kept as they are written, without white space around them. */
export class AddressDto {
  /** What you call it. */
  @MayBeLeftOut()
  @IsText({ most: MOST.label, lines: 'one', example: '집' })
  readonly label?: string;

  /** Who receives the parcel. */
  @IsText({ most: MOST.recipient, lines: 'one', example: '홍길동' })
  readonly recipient!: string;

  /** 7 to 15 digits, with or without a country code: `010-1234-5678`, `+82 10-1234-5678`, `1588-1234`. */
  @IsCode({
    most: MOST.phone,
    pattern: /^\s*\+?[0-9(][0-9 ().-]*[0-9]\s*$/,
    counted: { characters: /[0-9]/g, least: 7, most: 15 },
    message: 'must be a phone number of 7 to 15 digits, such as 010-1234-5678 or +82 10-1234-5678',
    example: '010-1234-5678',
  })
  readonly phone!: string;

  /** 3 to 10 letters and digits, also with spaces or hyphens between them; five digits in Korea. */
  @IsCode({
    most: MOST.postcode,
    pattern: /^\s*[0-9A-Za-z][0-9A-Za-z -]*[0-9A-Za-z]\s*$/,
    counted: { characters: /[0-9A-Za-z]/g, least: 3, most: MOST.postcode },
    message: 'must be a postcode of 3 to 10 letters and digits, such as 06236',
    example: '06236',
  })
  readonly postcode!: string;

  /** Street and number. */
  @IsText({ most: MOST.line1, lines: 'one', example: '서울특별시 강남구 테헤란로 152' })
  readonly line1!: string;

  /** Building, floor or flat. */
  @MayBeLeftOut()
  @IsText({ most: MOST.line2, lines: 'one', example: '강남파이낸스센터 12층' })
  readonly line2?: string;

  /** true: it becomes the default address. Otherwise the default address stays; the first one becomes it in any case. */
  @MayBeLeftOut()
  @IsBoolean()
  readonly isDefault?: boolean;
}

export function draftOf({
  label,
  recipient,
  phone,
  postcode,
  line1,
  line2,
  isDefault = false,
}: AddressDto): AddressDraft {
  return {
    label: label === undefined ? null : normalizeText(label, MOST.label),
    recipient: normalizeText(recipient, MOST.recipient),
    phone: normalizeText(phone, MOST.phone),
    postcode: normalizeText(postcode, MOST.postcode),
    line1: normalizeText(line1, MOST.line1),
    line2: line2 === undefined ? null : normalizeText(line2, MOST.line2),
    isDefault,
  };
}
