/* Keeps what is typed in this browser, with each key, until the site has it. */
"use strict";
if (globalThis.desk?.send && globalThis.copies) {
    const { form, typed } = desk;
    const { open, put, remove, all } = copies;
    const MOST = 20;
    const NO_ROOM = "This browser has no room for a copy of your text, so that only the site keeps it.";
    // So many may be on their way to the disk; beyond that only the newest counts.
    const AT_ONCE = 8;
    let waiting;
    let underway = 0;
    let isKept = false;
    let isTold = false;
    let hasRoom = false;

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
        if (!next) {
            isKept = false;
            return remove(desk.page);
        }
        isKept = true;
        await put(next).catch(() => makeRoom(0).then(() => put(next)));
        if (hasRoom) return;
        hasRoom = true;
        await makeRoom(MOST - 1);
    }

    async function keep(next) {
        if (underway >= AT_ONCE) return (waiting = { next });
        underway += 1;
        await write(next).catch(() => {
            if (!isTold) desk.say(NO_ROOM, true);
            isTold = true;
        });
        underway -= 1;
        const later = waiting;
        waiting = undefined;
        if (later) keep(later.next);
    }

    /* Called with each change: what the site has too needs no copy. */
    desk.keep = () => {
        if (desk.isDirty()) keep(copy());
        else if (isKept) keep();
    };

    const lockOf = page => `desk-${page}`;
    /* While a page lives, its copy is its own. */
    const hold = () => navigator.locks?.request(lockOf(desk.page), () => new Promise(() => {}));
    const whenLeft = page => navigator.locks?.request(lockOf(page), () => {}) ?? Promise.resolve();

    desk.copies = { all, put, remove, hold, whenLeft, adopt: () => (isKept = true) };
    for (const event of ["input", "change"]) form.addEventListener(event, () => desk.keep());
    open().catch(() => {});
    hold();
    // Before the last thing that is sent: what waits for its turn is written now.
    addEventListener("pagehide", () => desk.isDirty() && put(copy()).catch(() => {}));
    // What came back unsaved is nowhere else, nor is what was typed before the scripts came.
    if (desk.isDirty()) desk.keep();
}
