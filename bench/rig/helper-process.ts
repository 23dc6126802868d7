import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** A process of the bench, so that its CPU is not counted; its file is in this folder. */
export class HelperProcess {
  readonly child: ChildProcess;
  /** rejects when the process exits */
  readonly dead: Promise<never>;

  constructor(file: string) {
    this.child = fork(join(__dirname, `${file}.ts`), {
      execArgv: ['--require', join(__dirname, '..', '..', 'tools', 'typescript.cjs')],
    });
    this.dead = new Promise((_, reject) => {
      this.child.once('exit', () => reject(new Error(`The ${file} has exited`)));
    });
    this.dead.catch(() => undefined);
  }

  close(): void {
    this.child.kill();
  }
}
