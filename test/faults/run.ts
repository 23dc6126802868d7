import { join } from 'node:path';

/** What the launcher says about this run. */

export const project = join(__dirname, '../..');

/** for data, logs and pid files; the launcher removes it */
export const folder = process.env['FAULTS_FOLDER'] ?? '';

/** repeats the schedule of faults; printed with every report */
export const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);
