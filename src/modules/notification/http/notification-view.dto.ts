import { ApiProperty } from '@nestjs/swagger';
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification-kind';

const INTEGER = { type: 'integer', format: 'int64' } as const;

export class NotificationView {
  @ApiProperty({ ...INTEGER, example: 1 })
  notificationId!: number;

  @ApiProperty({ enum: NOTIFICATION_KINDS, example: 'DEAL_OPENED', description: 'a deal was announced, or has opened' })
  kind!: NotificationKind;

  @ApiProperty({ ...INTEGER, example: 7 })
  eventId!: number;

  @ApiProperty({ ...INTEGER, example: 1 })
  productId!: number;

  @ApiProperty({ example: '램프', description: 'the name when the notification was written' })
  productName!: string;

  @ApiProperty({ ...INTEGER, example: 10000 })
  originalPrice!: number;

  @ApiProperty({ ...INTEGER, example: 8000 })
  discountPrice!: number;

  @ApiProperty({ type: 'integer', example: 20, description: 'whole percent off' })
  eventDiscount!: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null, description: 'null while unread' })
  readAt!: Date | null;
}
