import { render } from 'preact';
import '../ground/style.css';
import { meet } from '../ground/shop';
import './console.css';
import { Console } from './console';

render(<Console />, document.getElementById('page')!);
void meet();
