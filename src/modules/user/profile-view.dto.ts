import type { UserRole } from './user.contract';

export class ProfileView {
  /** @example 42 */
  userId!: number;
  /** @example user@example.com */
  email!: string;
  /** @example 홍길동 */
  name!: string;
  role!: UserRole;
  createdAt!: Date;
}
