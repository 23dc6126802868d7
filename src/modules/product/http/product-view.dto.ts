import { ApiProperty } from '@nestjs/swagger';
import { CATEGORY_CODES, type ProductVersion } from '#product';
import type { Category } from '../domain/category';
import type { Product } from '../domain/product';

export class ProductView implements Product {
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  readonly productId!: number;

  @ApiProperty({ example: '무선 이어폰' })
  readonly productName!: string;

  @ApiProperty({ example: '노이즈 캔슬링, 30시간 재생' })
  readonly productDescription!: string;

  @ApiProperty({ type: 'integer', format: 'int64', description: 'of one unit, in won', example: 129_000 })
  readonly productPrice!: number;

  @ApiProperty({ format: 'uri', example: 'https://images.example.com/earphones.jpg' })
  readonly productImageUrl!: string;

  @ApiProperty({ enum: [...CATEGORY_CODES], example: 'ELECTRONICS' })
  readonly productCategory!: string;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-07-14T15:00:00.000Z' })
  readonly createdAt!: Date;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-07-14T15:00:00.000Z' })
  readonly updatedAt!: Date;
}

/** A product in one version; its `updatedAt` is when that version was written. */
export class ProductVersionView extends ProductView implements ProductVersion {
  @ApiProperty({ type: 'integer', example: 3, description: 'grows by one with each change of the product' })
  readonly productVersion!: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'when the next version replaced it; null: it is the last one',
  })
  readonly replacedAt!: Date | null;
}

export class CategoryView implements Category {
  @ApiProperty({ enum: [...CATEGORY_CODES], example: 'ELECTRONICS' })
  readonly code!: Category['code'];

  @ApiProperty({ example: '전자제품' })
  readonly nameKo!: string;

  @ApiProperty({ example: 'Electronics' })
  readonly nameEn!: string;
}
