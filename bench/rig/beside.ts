import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** A process of the bench's own, so that what it costs is not counted; its file lies in this folder. */
export class Beside {
  readonly child: ChildProcess;
  /** rejects when the process has ended before it was told to */
  readonly dead: Promise<never>;

  constructor(file: string) {
    this.child = fork(join(__dirname, `${file}.ts`), {
      execArgv: ['--require', join(__dirname, '..', '..', 'tools', 'typescript.cjs')],
    });
    this.dead = new Promise((_, reject) => {
      this.child.once('exit', () => reject(new Error(`The ${file} has ended`)));
    });
    this.dead.catch(() => undefined);
  }

  close(): void {
    this.child.kill();
  }
}
