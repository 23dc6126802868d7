import { Injectable, Logger } from '@nestjs/common';
import { defineSealedColumn } from '#platform/security/sealed-columns';
import { CannotOpen, TextSealer } from '#platform/security/sealed-text';
import type { DeliveryAddress } from '#user';

const { placeOf } = defineSealedColumn({
  table: 'order_addresses',
  key: 'order_id',
  column: 'address_sealed',
  placeOf: (orderId) => `order-address:${orderId}`,
});

/**
 * Seals and opens the values of the table `order_addresses`. Each order has a copy of its own of the address that its buyer
 * chose, stored in the commit that stores the order, so that nothing that becomes of the addresses of the user changes it.
 */
@Injectable()
export class OrderAddresses {
  private readonly log = new Logger(OrderAddresses.name);

  constructor(private readonly sealer: TextSealer) {}

  seal(orderId: number, address: DeliveryAddress): Buffer {
    return this.sealer.seal(JSON.stringify(address), placeOf(orderId));
  }

  /** The address of one order, sealed for another one. @throws CannotOpen when no key opens it */
  copy(sealed: Buffer, fromId: number, toId: number): Buffer {
    return this.sealer.seal(this.sealer.open(sealed, placeOf(fromId)), placeOf(toId));
  }

  /** `undefined` also when no key opens it, which is logged: the rest of the order can still be shown. */
  open(order: { readonly orderId: number; readonly addressSealed: Buffer | null }): DeliveryAddress | undefined {
    if (order.addressSealed === null) return undefined;
    try {
      return JSON.parse(this.sealer.open(order.addressSealed, placeOf(order.orderId))) as DeliveryAddress;
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      this.log.warn(error.message);
      return undefined;
    }
  }
}
