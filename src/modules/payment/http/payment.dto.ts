import { OptionalBody } from '#platform/http/body/body-validation';
import { IsOneOf, MayBeLeftOut } from '#platform/http/body/fields';
import { IsText } from '#platform/http/body/texts';
import { PAYMENT_METHODS, type PaymentMethod } from '#payment';

@OptionalBody()
export class RequestPaymentDto {
  /** `CARD` by default, or the first method that the shop offers. */
  @IsOneOf(PAYMENT_METHODS)
  @MayBeLeftOut()
  readonly method?: PaymentMethod;

  /** The first provider that offers the method by default. */
  @IsText({ most: 20, lines: 'one', example: 'points' })
  @MayBeLeftOut()
  readonly provider?: string;
}
