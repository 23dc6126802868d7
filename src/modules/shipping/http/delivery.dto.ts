import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { OptionalBody } from '#platform/http/body/body-validation';
import { CheckedBy, isMissing, IsIds, MayBeLeftOut } from '#platform/http/body/fields';
import { IsText } from '#platform/http/body/texts';
import { MAX_COURIER, MAX_TRACKING_NUMBER } from '../domain/shipment';

const MOST_ORDERS = 100;
const TRACKING_NUMBER = /^[A-Za-z0-9-]+$/;

function IsTrackingNumber(): PropertyDecorator {
  const message = `must be 1 to ${MAX_TRACKING_NUMBER} letters, digits and hyphens`;
  return applyDecorators(
    CheckedBy('isTrackingNumber', (value) => {
      if (isMissing(value) || value === '') return { rule: 'REQUIRED', message };
      if (typeof value !== 'string') return { rule: 'WRONG_TYPE', message };
      if (value.length > MAX_TRACKING_NUMBER) return { rule: 'TOO_LONG', message };
      return TRACKING_NUMBER.test(value) ? undefined : { rule: 'INVALID_CHARACTER', message };
    }),
    ApiProperty({
      type: 'string',
      minLength: 1,
      maxLength: MAX_TRACKING_NUMBER,
      pattern: TRACKING_NUMBER.source,
      example: '6892-1045-3321',
    }),
  );
}

/** What stands on a parcel that is shipped by hand; what is left out stays as it is. */
@OptionalBody()
export class ParcelLabelDto {
  /** That of the courier; no other delivery has it. */
  @IsTrackingNumber()
  @MayBeLeftOut()
  readonly trackingNumber?: string;

  /** Who carries the parcel. */
  @IsText({ most: MAX_COURIER, lines: 'one', example: 'CJ대한통운' })
  @MayBeLeftOut()
  readonly courierCompany?: string;
}

export class ShipOrdersDto {
  @IsIds({ most: MOST_ORDERS })
  readonly orderIds!: number[];
}
