import '../ui/text-elements';
import { render } from 'preact';
import '../ui/style.css';
import '../ui/components.css';
import { startSession } from '../auth/session';
import './console.css';
import './content.css';
import './tables-and-forms.css';
import './money/money.css';
import './parcels/parcels.css';
import './sale/sale.css';
import { Console } from './console';
import { startPayments } from './money/shown-payments';
import { startShipments } from './parcels/shown-shipments';

render(<Console />, document.getElementById('page')!);
startPayments();
startShipments();
void startSession();
