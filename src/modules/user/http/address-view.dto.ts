import { ApiProperty } from '@nestjs/swagger';
import type { Address } from '../domain/address';

export class AddressView implements Address {
  @ApiProperty({ type: 'integer', format: 'int64', example: 7 })
  readonly addressId!: number;

  @ApiProperty({ type: 'string', nullable: true, example: '집', description: 'what its user calls it' })
  readonly label!: string | null;

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

  @ApiProperty({
    example: true,
    description: 'whether orders go there that name no address; exactly one is the default',
  })
  readonly isDefault!: boolean;
}
