import type { Command } from 'commander';
import type { CliContext } from '#platform/cli/cli-context';
import { ShippingSwitch } from '../use-cases/shipping-switch';

const ABOUT_ON = `Orders that are completed from now on get a shipment, on all instances; orders that were completed before do not. Set
SHIPPING=on in the configuration of the instances as well: it counts when the shop starts from nothing.`;
const ABOUT_OFF = `Orders that are completed from now on get no shipment, on all instances. Shipments that exist are still shipped, delivered
and cancelled. Set SHIPPING=off in the configuration of the instances as well: it counts when the shop starts from nothing.`;

export function addShippingCommands(program: Command, context: CliContext): void {
  const shipping = program.command('shipping').description('Switch shipping on or off, for the whole shop.');
  shipping
    .command('on')
    .summary('Ship orders that are completed from now on.')
    .description(ABOUT_ON)
    .action(() => turn(context, true));
  shipping
    .command('off')
    .summary('Do not ship orders that are completed from now on.')
    .description(ABOUT_OFF)
    .action(() => turn(context, false));
}

function turn({ terminal, withApplication }: CliContext, on: boolean): Promise<void> {
  return withApplication(async (providers) => {
    await providers.get(ShippingSwitch).turn(on);
    await terminal.print(`Shipping is ${on ? 'on' : 'off'}.`);
  });
}
