/**
 * One object store of IndexedDB, opened for one thing at a time and closed again at once, so that it can be removed at any time.
 *
 * Works on the page and in a worker alike. From `file://` every local page of the same browser profile can read what is kept.
 */

/** A database with one store, whose keys are given with each value. */
export interface Place {
  readonly database: string;
  readonly store: string;
}

/** Whether this browser has a place for anything at all. */
export function canKeep(): boolean {
  return "indexedDB" in globalThis;
}

/** What a request of a transaction is answered with. */
export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Does something in the store, in one transaction: all of it is kept, or nothing. Resolves once it is kept.
 *
 * `act` may wait for requests of its store and for nothing else: a transaction ends when it has nothing to do.
 */
export async function transact<T>(place: Place, mode: "readonly" | "readwrite", act: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  const database = await opened(place);
  try {
    // Written through to the disk: what comes after it may not happen without it.
    const transaction = database.transaction(place.store, mode, { durability: "strict" });
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
    const acting = act(transaction.objectStore(place.store)).catch((reason: unknown) => {
      // It may have ended by itself, because a request failed.
      if (transaction.error === null) transaction.abort();
      throw reason;
    });
    const [result] = await Promise.all([acting, ended]);
    return result;
  } finally {
    database.close();
  }
}

function opened({ database, store }: Place): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Whether the database is there. Opening one makes it, and a browser that was asked to keep nothing shall hold none. */
export async function isThere({ database }: Place): Promise<boolean> {
  if (!canKeep() || !("databases" in indexedDB)) return false;
  return (await indexedDB.databases().catch(() => [])).some(({ name }) => name === database);
}
