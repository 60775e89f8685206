import { useSyncExternalStore } from "react";

/** A value that components follow. */
export class Store<T extends object> {
  readonly #listeners = new Set<() => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  set(change: Partial<T>): void {
    this.value = { ...this.value, ...change };
    for (const listener of this.#listeners) listener();
  }

  use(): T {
    return useSyncExternalStore(this.#follow, () => this.value);
  }

  readonly #follow = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
