import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rig } from './rig';

const ROOM_BYTES = 24 * 1024 * 1024;
const SMALLEST_BYTES = 4_096;

/** Puts the tables of a run on a file system of their own with little room; only root may mount one. */
export class SmallDisk {
  private constructor(
    private readonly rig: Rig,
    private readonly place: string,
  ) {}

  /** @returns undefined where this process may not mount a file system */
  static async mount(rig: Rig): Promise<SmallDisk | undefined> {
    if (process.getuid?.() !== 0) return undefined;
    const disk = new SmallDisk(rig, join(rig.folder, 'database', rig.scheme));
    await disk.whileStopped(() => {
      const size = readdirSync(disk.place).reduce((sum, file) => sum + statSync(join(disk.place, file)).size, 0);
      disk.keepingFiles(() => run('mount', '-t', 'tmpfs', '-o', `size=${size + ROOM_BYTES}`, 'tmpfs', disk.place));
    });
    return disk;
  }

  /** Leaves no room for any table. */
  fill(): void {
    let free = ROOM_BYTES;
    for (let number = 0; free >= SMALLEST_BYTES; number++) {
      const file = join(this.place, `ballast-${number}`);
      try {
        writeFileSync(file, Buffer.alloc(free));
      } catch {
        rmSync(file, { force: true });
        free /= 2;
      }
    }
  }

  empty(): void {
    for (const file of readdirSync(this.place)) {
      if (file.startsWith('ballast-')) rmSync(join(this.place, file), { force: true });
    }
  }

  async unmount(): Promise<void> {
    this.empty();
    await this.whileStopped(() => this.keepingFiles(() => run('umount', this.place)));
  }

  private async whileStopped(work: () => void): Promise<void> {
    await this.rig.database.stop();
    work();
    await this.rig.database.start();
  }

  private keepingFiles(work: () => void): void {
    const copy = mkdtempSync(join(tmpdir(), 'hotdeal-tables-'));
    cpSync(this.place, copy, { recursive: true });
    work();
    cpSync(copy, this.place, { recursive: true });
    rmSync(copy, { recursive: true });
  }
}

function run(program: string, ...parameters: string[]): void {
  execFileSync(program, parameters, { stdio: 'ignore' });
}
