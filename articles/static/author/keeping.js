/* Keeps what is typed in this browser, with each key, until the site has it. IndexedDB, since of what localStorage was
   given in the last seconds nothing is left when the browser is killed. A copy is of one page in one tab. */
"use strict";
if (globalThis.desk?.send && globalThis.indexedDB) {
    const { form, typed } = desk;
    const [NAME, STORE, MOST] = ["desk", "copies", 20];
    const NO_ROOM = "This browser has no room for a copy of your text, so that only the site keeps it.";
    let opened;
    let wanted;
    let isBusy = false;
    let isKept = false;
    let isTold = false;

    function open() {
        opened ??= new Promise((resolve, reject) => {
            const asked = indexedDB.open(NAME, 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "page" });
            asked.onsuccess = () => resolve(asked.result);
            asked.onerror = () => reject(asked.error);
        });
        return opened;
    }

    async function run(mode, act) {
        const transaction = (await open()).transaction(STORE, mode);
        const asked = act(transaction.objectStore(STORE));
        return new Promise((resolve, reject) => {
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = () => reject(transaction.error);
        });
    }

    const put = copy => run("readwrite", store => store.put(copy));
    const remove = page => run("readwrite", store => store.delete(page));
    const all = () => run("readonly", store => store.getAll());

    async function makeRoom(most) {
        const others = (await all()).filter(({ page }) => page !== desk.page).sort((one, other) => other.at - one.at);
        for (const { page } of others.slice(most)) await remove(page);
    }

    function copy() {
        const { version, token, title } = form.elements;
        const { articleId, username } = form.dataset;
        // A new article gets the id that its form's token has.
        const id = articleId || token.value.split(".")[0];
        const own = { page: desk.page, sent: desk.sent, username, id, isNew: !articleId };
        return { ...own, version: version.value, token: token.value, title: title?.value ?? "", at: Date.now(), text: typed() };
    }

    async function write(next) {
        if (next === "none") return isKept && remove(desk.page).then(() => (isKept = false));
        if (!isKept) await makeRoom(MOST - 1);
        await put(next).catch(() => makeRoom(0).then(() => put(next)));
        isKept = true;
    }

    async function flush() {
        if (isBusy) return;
        isBusy = true;
        while (wanted) {
            const next = wanted;
            wanted = undefined;
            await write(next).catch(() => {
                if (!isTold) desk.say(NO_ROOM, true);
                isTold = true;
            });
        }
        isBusy = false;
    }

    /* Called with each change: what the site has too needs no copy. */
    desk.keep = () => {
        wanted = desk.isDirty() ? copy() : "none";
        flush();
    };

    const lockOf = page => `desk-${page}`;
    /* While a page lives, its copy is its own. */
    const hold = () => navigator.locks?.request(lockOf(desk.page), () => new Promise(() => {}));
    const whenLeft = page => navigator.locks?.request(lockOf(page), () => {}) ?? Promise.resolve();

    desk.copies = { all, put, remove, hold, whenLeft, adopt: () => (isKept = true) };
    for (const event of ["input", "change"]) form.addEventListener(event, () => desk.keep());
    hold();
    // What came back unsaved is nowhere else.
    if (form.dataset.unsaved) desk.keep();
}
