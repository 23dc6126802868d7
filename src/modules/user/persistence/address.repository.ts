import { Injectable } from '@nestjs/common';
import { BatchedRead } from '#platform/batching/batched-read';
import { Database } from '#platform/database/database';
import { IdBlocks } from '#platform/database/id-blocks';
import type { Transaction } from '#platform/database/transaction';
import { defineSealedColumn } from '#platform/security/sealed-columns';
import { TextSealer } from '#platform/security/sealed-text';
import { ContactBook, type DeliveryAddress } from '#user';
import {
  type Address,
  type AddressContents,
  type AddressDraft,
  type Listed,
  nextDefault,
  ownAddress,
  refuseTooMany,
} from '../domain/address';
import { userNotFound } from './profile.repository';

const { placeOf } = defineSealedColumn({
  table: 'addresses',
  key: 'address_id',
  column: 'address_sealed',
  placeOf: (addressId) => `address:${addressId}`,
});

interface Row {
  readonly addressId: number;
  readonly userId: number;
  readonly sealed: Buffer;
  readonly isDefault: 1 | null;
}

const NEWEST_FIRST = 'created_at DESC, address_id DESC';
const LOCK_PROFILE = `SELECT user_id FROM users WHERE user_id = ? AND state = 'LIVE' FOR UPDATE`;
const STORED = `SELECT address_id AS addressId, is_default = 1 AS isDefault FROM addresses
  WHERE user_id = ? ORDER BY ${NEWEST_FIRST}`;

/**
 * The table `addresses`. Its texts are sealed for the id of their row, which is therefore taken from a block before.
 *
 * Every change locks the profile of the user first and reads the addresses after that, so changes of one user's addresses
 * come one after the other. What can meet:
 *
 * - Two addresses are added at once while there is room for one: the later one finds ten, and is refused.
 * - Two addresses are made the default at once: the later one takes its place from the earlier one. The unique key
 *   `uq_addresses_default` would refuse a second one.
 * - An address is added while its user withdraws: either it is deleted with the others, or its user is no longer found.
 * - An address is changed or deleted while it is being ordered to: the order keeps what it has read.
 */
@Injectable()
export class AddressRepository extends ContactBook {
  private readonly stored = new BatchedRead('The addresses', (userIds: readonly number[]) => this.read(userIds));

  constructor(
    private readonly database: Database,
    private readonly sealer: TextSealer,
    private readonly ids: IdBlocks,
  ) {
    super();
  }

  /** The default address first, then the newest. */
  async list(userId: number): Promise<Address[]> {
    const rows = (await this.stored.find(userId)) ?? [];
    return rows.map((row) => ({ addressId: row.addressId, ...this.open(row), isDefault: row.isDefault === 1 }));
  }

  override async addressOf(userId: number, addressId: number | undefined): Promise<DeliveryAddress | undefined> {
    const rows = (await this.stored.find(userId)) ?? [];
    const row = rows.find((each) => (addressId === undefined ? each.isDefault === 1 : each.addressId === addressId));
    if (row === undefined) return undefined;
    const { label: _, ...address } = this.open(row);
    return address;
  }

  /** The first address of a user is the default. @throws DomainError USER_NOT_FOUND, ADDRESS_LIMIT_EXCEEDED */
  async add(userId: number, { isDefault: wanted, ...contents }: AddressDraft): Promise<Address> {
    const [addressId] = await this.ids.take('addresses', 1);
    if (addressId === undefined) throw new Error('No address id was reserved');
    const sealed = this.seal(addressId, contents);
    return this.changed(userId, (tx, stored, isLive) => {
      if (!isLive) throw userNotFound();
      refuseTooMany(stored);
      const isDefault = wanted || stored.length === 0;
      if (isDefault) clearDefault(tx, userId);
      tx.defer('INSERT INTO addresses (address_id, user_id, address_sealed, is_default) VALUES (?, ?, ?, ?)', [
        ...[addressId, userId, sealed, isDefault ? 1 : null],
      ]);
      return { addressId, ...contents, isDefault };
    });
  }

  /** @throws DomainError ADDRESS_NOT_FOUND */
  async replace(userId: number, addressId: number, draft: AddressDraft): Promise<Address> {
    const { isDefault: wanted, ...contents } = draft;
    const sealed = this.seal(addressId, contents);
    return this.changed(userId, (tx, stored) => {
      const isDefault = ownAddress(stored, addressId).isDefault || wanted;
      if (isDefault) clearDefault(tx, userId);
      tx.defer('UPDATE addresses SET address_sealed = ?, is_default = ? WHERE address_id = ?', [
        ...[sealed, isDefault ? 1 : null, addressId],
      ]);
      return { addressId, ...contents, isDefault };
    });
  }

  /** @throws DomainError ADDRESS_NOT_FOUND */
  async remove(userId: number, addressId: number): Promise<void> {
    await this.changed(userId, (tx, stored) => {
      const heir = nextDefault(stored, ownAddress(stored, addressId));
      tx.defer('DELETE FROM addresses WHERE address_id = ?', [addressId]);
      if (heir !== undefined) tx.defer('UPDATE addresses SET is_default = 1 WHERE address_id = ?', [heir.addressId]);
    });
  }

  /**
   * @param change is called behind the lock with the stored addresses, newest first, and with whether the profile is live;
   * if it throws, nothing is changed
   */
  private changed<Result>(
    userId: number,
    change: (tx: Transaction, stored: readonly Listed[], isLive: boolean) => Result,
  ): Promise<Result> {
    return this.database.transaction(async (tx) => {
      const [profiles, rows] = (await tx.pipeline(
        { sql: LOCK_PROFILE, parameters: [userId] },
        { sql: STORED, parameters: [userId] },
      )) as [readonly unknown[], readonly { readonly addressId: number; readonly isDefault: number | null }[]];
      const stored = rows.map(({ addressId, isDefault }) => ({ addressId, isDefault: isDefault === 1 }));
      return change(tx, stored, profiles.length > 0);
    });
  }

  private async read(userIds: readonly number[]): Promise<Map<number, Row[]>> {
    const rows = await this.database.query<Row>(
      `SELECT address_id AS addressId, user_id AS userId, address_sealed AS sealed, is_default AS isDefault
       FROM addresses FORCE INDEX (uq_addresses_default) WHERE user_id IN (?)
       ORDER BY is_default DESC, ${NEWEST_FIRST}`,
      [userIds],
    );
    const byUser = new Map<number, Row[]>();
    for (const row of rows) byUser.set(row.userId, [...(byUser.get(row.userId) ?? []), row]);
    return byUser;
  }

  private seal(addressId: number, contents: AddressContents): Buffer {
    return this.sealer.seal(JSON.stringify(contents), placeOf(addressId));
  }

  /** @throws CannotOpen when no key opens it */
  private open({ addressId, sealed }: Row): AddressContents {
    return JSON.parse(this.sealer.open(sealed, placeOf(addressId))) as AddressContents;
  }
}

function clearDefault(tx: Transaction, userId: number): void {
  tx.defer('UPDATE addresses SET is_default = NULL WHERE user_id = ? AND is_default = 1', [userId]);
}
