/** Storage as a browser has it, and as it has it on a bad day. */

export class FakeStorage implements Storage {
  readonly kept = new Map<string, string>();
  [name: string]: unknown;
  get length(): number {
    return this.kept.size;
  }
  clear(): void {
    this.kept.clear();
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
}

/** Throws whenever it is touched, as where a policy forbids it. */
export class BrokenStorage extends FakeStorage {
  override getItem(): string | null {
    throw new Error("forbidden");
  }
  override setItem(): void {
    throw new Error("full");
  }
}
