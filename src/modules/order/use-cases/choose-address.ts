import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { DomainError } from '#platform/domain-error';
import { featuresOf } from '#platform/http/features';
import { SHIPPING_FEATURE } from '#order';
import { ContactBook, type DeliveryAddress } from '#user';
import { OrderConfig } from '../order.config';

/** Where a new order goes. While shipping is off it goes nowhere, and nothing is looked up. */
@Injectable()
export class ChooseAddress {
  private readonly ships: boolean;

  constructor(
    config: Config,
    private readonly terms: OrderConfig,
    private readonly contacts: ContactBook,
  ) {
    this.ships = featuresOf(config)[SHIPPING_FEATURE] === true;
  }

  /** The address of the buyer with this id, or without an id the default one, if there is one. */
  async find(userId: number, addressId: number | undefined): Promise<DeliveryAddress | undefined> {
    return this.ships ? this.contacts.addressOf(userId, addressId) : undefined;
  }

  /**
   * Refuses an order for which no address was found, if it names one or has to have one. What an order costs can be asked
   * before there is an address.
   * @throws DomainError ADDRESS_NOT_FOUND, ADDRESS_NEEDED
   */
  refuseWithout(address: DeliveryAddress | undefined, addressId: number | undefined, isPlaced: boolean): void {
    if (!this.ships || address !== undefined) return;
    if (addressId !== undefined) {
      throw new DomainError('not-found', 'ADDRESS_NOT_FOUND', `You have no address ${addressId}.`);
    }
    if (isPlaced && this.terms.addressRequired) {
      throw new DomainError('conflict', 'ADDRESS_NEEDED', 'Save an address first, or name one with addressId.');
    }
  }
}
