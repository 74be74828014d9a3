/* The copies of texts that this browser keeps for the editor. IndexedDB, since of what localStorage was given in the last
   seconds nothing is left when the browser is killed. A copy is of one page in one tab. */
"use strict";
if (globalThis.indexedDB) {
    const [NAME, STORE] = ["desk", "copies"];
    let opened;
    let database;

    function open() {
        opened ??= new Promise((resolve, reject) => {
            const asked = indexedDB.open(NAME, 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "page" });
            asked.onsuccess = () => resolve((database = asked.result));
            asked.onerror = () => reject(asked.error);
        });
        return opened;
    }

    /* Handed over before it returns if the database is open: what becomes of the page then does not matter. */
    function hand(mode, act) {
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(STORE, mode);
            const asked = act(transaction.objectStore(STORE));
            transaction.commit?.();
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = () => reject(transaction.error);
        });
    }

    const run = (mode, act) => (database ? hand(mode, act) : open().then(() => hand(mode, act)));
    const put = copy => run("readwrite", store => store.put(copy));
    const remove = page => run("readwrite", store => store.delete(page));
    const all = () => run("readonly", store => store.getAll());

    globalThis.copies = { open, put, remove, all };
}
