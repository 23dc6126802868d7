import { ApiProperty } from '@nestjs/swagger';
import type { DeliveryAddress } from '#user';

export class DeliveryAddressView implements DeliveryAddress {
  @ApiProperty({ example: '홍길동', description: 'who receives the parcel' })
  readonly recipient!: string;

  @ApiProperty({ example: '010-1234-5678', description: 'the phone number, as it was written' })
  readonly phone!: string;

  @ApiProperty({ example: '06236', description: 'the postcode' })
  readonly postcode!: string;

  @ApiProperty({ example: '서울특별시 강남구 테헤란로 152', description: 'street and number' })
  readonly line1!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '강남파이낸스센터 12층',
    description: 'building, floor or flat',
  })
  readonly line2!: string | null;
}
