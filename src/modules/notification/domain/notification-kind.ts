/** Why a subscriber is notified of a deal: each kind once for each of its products. */
export const NOTIFICATION_KINDS = ['DEAL_ANNOUNCED', 'DEAL_OPENED'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

const MIN_LEAD_MS = 10 * 60 * 1_000;

/** A deal that opens within ten minutes of its announcement is not news again. */
export function isOpeningNews({
  announcedAt,
  opensAt,
}: {
  readonly announcedAt: Date;
  readonly opensAt: Date;
}): boolean {
  return opensAt.getTime() - announcedAt.getTime() > MIN_LEAD_MS;
}
