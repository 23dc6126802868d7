import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import { DomainError } from '#platform/domain-error';
import { type Profile, type ProfileClient, type ProfileDraft, UserClient } from '../user.contract';

/** The table `users`. Each change carries the account's version, and is ignored when the row has a newer one. */
@Injectable()
export class ProfileRepository extends UserClient implements ProfileClient {
  private readonly live = new BatchedRead('The profiles', (userIds: readonly number[]) => this.read(userIds));

  constructor(private readonly database: Database) {
    super();
  }

  /** @throws DomainError USER_NOT_FOUND */
  async show(userId: number): Promise<Profile> {
    const profile = await this.live.find(userId);
    if (profile === undefined) throw userNotFound();
    return profile;
  }

  register(profile: ProfileDraft): Promise<void> {
    return this.put(profile);
  }

  restore(profile: ProfileDraft): Promise<void> {
    return this.put(profile);
  }

  withdraw(userId: number, version: number): Promise<void> {
    return this.mark(userId, version, 'WITHDRAWN');
  }

  remove(userId: number, version: number): Promise<void> {
    return this.mark(userId, version, 'REMOVED');
  }

  private async read(userIds: readonly number[]): Promise<Map<number, Profile>> {
    const profiles = await this.database.query<Profile>(
      `SELECT user_id AS userId, email, name, role, created_at AS createdAt FROM users
       WHERE user_id IN (?) AND state = 'LIVE'`,
      [userIds],
    );
    return new Map(profiles.map((profile) => [profile.userId, profile]));
  }

  /** MySQL assigns from left to right: `version` comes last, so that the other columns compare with the old one. */
  private async put({ userId, email, name, role, version }: ProfileDraft): Promise<void> {
    await this.write(
      `INSERT INTO users (user_id, email, name, role, state, version) VALUES (?, ?, ?, ?, 'LIVE', ?)
       ON DUPLICATE KEY UPDATE
         email = IF(VALUES(version) > version, VALUES(email), email),
         name = IF(VALUES(version) > version, VALUES(name), name),
         role = IF(VALUES(version) > version, VALUES(role), role),
         state = IF(VALUES(version) > version, VALUES(state), state),
         version = GREATEST(VALUES(version), version)`,
      [userId, email, name, role, version],
    );
  }

  /**
   * Inserts a row also where there is no profile, so that a late change with an older version is ignored. The addresses are
   * deleted behind the lock of the row, which those who add one lock too; after an older change the profile is live, and
   * they stay.
   */
  private async mark(userId: number, version: number, state: 'WITHDRAWN' | 'REMOVED'): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `INSERT INTO users (user_id, email, name, role, state, version) VALUES (?, '', '', 'USER', ?, ?)
       ON DUPLICATE KEY UPDATE
         email = IF(VALUES(version) > version AND VALUES(state) = 'REMOVED', '', email),
         name = IF(VALUES(version) > version AND VALUES(state) = 'REMOVED', '', name),
         state = IF(VALUES(version) > version, VALUES(state), state),
         version = GREATEST(VALUES(version), version)`,
        [userId, state, version],
      );
      tx.defer(
        `DELETE FROM addresses WHERE user_id = ?
           AND NOT EXISTS (SELECT 1 FROM users WHERE users.user_id = ? AND state = 'LIVE')`,
        [userId, userId],
      );
    });
  }

  /** A transaction of one statement, because transactions are repeated after a deadlock. */
  private async write(sql: string, parameters: readonly unknown[]): Promise<void> {
    await this.database.transaction((tx) => tx.execute(sql, parameters));
  }
}

export function userNotFound(): DomainError {
  return new DomainError('not-found', 'USER_NOT_FOUND', 'User not found.');
}
