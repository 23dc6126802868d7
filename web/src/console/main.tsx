import '../ui/text-elements';
import { render } from 'preact';
import '../ui/style.css';
import '../ui/components.css';
import { startSession } from '../auth/session';
import './console.css';
import './content.css';
import './tables-and-forms.css';
import './sale/sale.css';
import { Console } from './console';

render(<Console />, document.getElementById('page')!);
void startSession();
