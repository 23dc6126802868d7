/**
 * A storage of the browser that never fails. Where site data is blocked, missing or full, values are kept in the memory of
 * the page, so that everything works until the page is left.
 */
class BrowserStorage {
  private readonly memory = new Map<string, string>();

  /** @param open called each time, because reading `localStorage` itself throws where site data is blocked */
  constructor(private readonly open: () => Storage | null) {}

  read(key: string): string | undefined {
    return this.memory.get(key) ?? this.attempt((storage) => storage.getItem(key)) ?? undefined;
  }

  write(key: string, value: string | undefined): void {
    this.memory.delete(key);
    if (value !== undefined && this.store(key, value)) return;
    this.attempt((storage) => storage.removeItem(key));
    // The removal of the old value may have made room. Otherwise no page may go on using the old value.
    if (value !== undefined && !this.store(key, value)) this.memory.set(key, value);
  }

  private store(key: string, value: string): boolean {
    return this.attempt((storage) => (storage.setItem(key, value), true)) === true;
  }

  private attempt<Result>(action: (storage: Storage) => Result): Result | undefined {
    try {
      const storage = this.open();
      return storage === null ? undefined : action(storage);
    } catch {
      return undefined;
    }
  }
}

/** Shared by all pages of this shop on this device. */
export const deviceStorage = new BrowserStorage(() => localStorage);

/** Belongs to one window, and survives a reload of its page. */
export const windowStorage = new BrowserStorage(() => sessionStorage);
