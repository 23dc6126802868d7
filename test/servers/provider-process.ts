import { PaymentSimulator } from '../../tools/pg/payment-simulator';

// The payment simulator as a process of its own. Arguments: its port, and the file of its books, which end with the process
// where it is left out.
const [port, file] = process.argv.slice(2);
PaymentSimulator.open({ port: Number(port), file }).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
