import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { OptionalBody } from '#platform/http/body/body-validation';
import { CheckedBy, isMissing, IsOneOf, IsWhole, MayBeLeftOut } from '#platform/http/body/fields';
import { PAYMENT_METHODS, type PaymentMethod } from '#payment';

/** Adapters put a key into the path of an address, where a segment of dots would lead to another one. */
const NAME = /^(?!\.{1,2}$)[!-~]+$/;

/** Visible ASCII characters, as providers use them in names and keys. */
function IsName(most: number, example: string): PropertyDecorator {
  const message = `must be 1 to ${most} visible ASCII characters`;
  return applyDecorators(
    CheckedBy('isName', (value) => {
      if (isMissing(value) || value === '') return { rule: 'REQUIRED', message };
      if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
      if (value.length > most) return { rule: 'TOO_LONG', message };
      return NAME.test(value) ? undefined : { rule: 'INVALID_CHARACTER', message };
    }),
    ApiProperty({ type: 'string', minLength: 1, maxLength: most, pattern: NAME.source, example }),
  );
}

@OptionalBody()
export class RequestPaymentDto {
  /** `CARD` by default, or the first method that the shop offers. */
  @IsOneOf(PAYMENT_METHODS)
  @MayBeLeftOut()
  readonly method?: PaymentMethod;

  /** The first provider that offers the method by default. */
  @IsName(20, 'points')
  @MayBeLeftOut()
  readonly provider?: string;
}

/** What the provider's page has sent the buyer back with. */
export class ConfirmPaymentDto {
  /** The provider's own name of the payment. */
  @IsName(200, 'tgen_20250715120000ABCD')
  readonly paymentKey!: string;

  /** The shop's name of the payment at the provider. */
  @IsName(64, 'hd-2s-Qm9vX1k3Zw')
  readonly providerOrderId!: string;

  /** What the buyer has agreed to pay. */
  @IsWhole({ min: 1, max: Number.MAX_SAFE_INTEGER })
  readonly amount!: number;
}
