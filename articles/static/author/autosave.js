/* Saves by itself a while after typing stops, and while it goes on at the latest so long after it began. What the site
   cannot take now is sent again, after growing pauses. */
"use strict";
if (globalThis.desk?.send && desk.save) {
    const { form, make } = desk;
    // As the page says, in seconds; a page that says nothing is saved by hand alone.
    const [PAUSE = 0, LONGEST = 0] = (form.dataset.autosave ?? "").split(" ").map(text => 1000 * Number(text));
    const RETRIES = [2, 4, 8, 15, 30, 60];
    let since;
    let timer;
    let retries = 0;
    let isPlanned = false;
    let isInConflict = false;
    let savedText = "";

    // A text that its author chose to go on with in place of another one is saved once they say so. What is sent while
    // the form is on its way would come after it, and be of what stood there before.
    const isOn = () => PAUSE && form.dataset.unsaved !== "chosen" && !isInConflict && !desk.isOut && !desk.isLeaving;

    function wait(milliseconds) {
        clearTimeout(timer);
        timer = setTimeout(run, milliseconds);
    }

    function plan() {
        if (!desk.isDirty()) {
            since = undefined;
            clearTimeout(timer);
            return showSaved();
        }
        desk.showState("unsaved", "Changes not saved yet");
        since ??= Date.now();
        if (isOn() && !retries) wait(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
    }

    function run() {
        clearTimeout(timer);
        if (desk.owesSave) return desk.saveAgain();
        if (isPlanned) return;
        isPlanned = true;
        desk.queue(async () => {
            isPlanned = false;
            if (!desk.isDirty()) return retries ? seeIfBack() : undefined;
            if (!isOn()) return undefined;
            since = undefined;
            desk.showState("saving", "Saving…");
            return desk.hearByItself(await desk.send("autosave"));
        });
    }

    /* There is nothing to save: what was pressed was all that could not be done. */
    async function seeIfBack() {
        const who = (await desk.renew?.()) ?? { isOk: true };
        if (who.isOk || who.login_url) desk.goOn();
        else desk.goOffline(who.status);
    }

    /* With what was pressed besides and was not done. */
    const withUnsent = text => (desk.unsent ? `${text}. ${desk.unsent}` : text);

    function showSaved() {
        if (desk.unsent) desk.showState("refused", withUnsent(savedText || "The site is back"));
        else desk.showState("saved", savedText);
    }

    /* Whether it was saved. */
    desk.hearByItself = answer => {
        const { status, said } = answer;
        if (status === 0 || status >= 500) return desk.goOffline(status);
        retries = 0;
        if (status === 200) return take(answer);
        if (status === 409) meetConflict(said.theirs);
        else if (said.login_url) desk.signedOut(said);
        else desk.showState("refused", `Not saved: ${said.message ?? `the site answered ${status}.`} Your text is kept in this browser.`);
        return false;
    };

    function take(answer) {
        const { saved_at: at, errors = {} } = answer.said;
        desk.take(answer);
        desk.showErrors(errors, "autosave");
        const left = desk.labelsOf(Object.keys(errors));
        savedText = `Saved ${desk.clockTime(at)}`;
        if (left.length) desk.showState("refused", withUnsent(`${savedText}, but not as it stands in: ${left.join(", ")}`));
        else showSaved();
        if (typeof since === "number") plan();
        return true;
    }

    /* `unsent` says what was pressed besides and is not done by itself once the site is back. */
    desk.goOffline = (status, unsent) => {
        desk.unsent = unsent ?? desk.unsent;
        const pause = RETRIES[Math.min(retries, RETRIES.length - 1)];
        retries += 1;
        // Not all at the same moment when a site comes back.
        if (PAUSE) wait(1000 * pause * (0.8 + 0.4 * Math.random()));
        const why = status ? `the site answered ${status}` : "the site could not be reached";
        const kept = "Your text is kept in this browser and saved by itself as soon as it can be.";
        desk.showState("offline", [`Offline. Not saved yet: ${why}.`, kept, desk.unsent].filter(Boolean).join(" "));
        return false;
    };

    function meetConflict({ by, at } = {}) {
        isInConflict = true;
        const look = make("button", { type: "button", className: "button", textContent: "Look at both" });
        look.addEventListener("click", () => form.requestSubmit(desk.button("save")));
        const who = by === form.dataset.username ? "from another page of yours" : `by ${by || "somebody else"}`;
        const when = at ? ` at ${desk.clockTime(at)}` : "";
        desk.showState("conflict", `Conflict: saved ${who}${when}. Nothing was overwritten; your text is kept in this browser. `, look);
    }

    /* After what kept it from saving is over. */
    desk.goOn = () => {
        retries = 0;
        if (desk.isDirty() || desk.owesSave) run();
        else showSaved();
    };

    for (const event of ["input", "change"]) form.addEventListener(event, plan);
    form.addEventListener("saved", () => {
        [since, retries, isInConflict, savedText] = [undefined, 0, false, `Saved ${desk.clockTime()}`];
        clearTimeout(timer);
        // What was typed while it was on its way.
        queueMicrotask(() => desk.isDirty() && plan());
    });
    // Typed before the scripts were there.
    if (desk.isDirty() && !form.dataset.unsaved) plan();
    addEventListener("online", () => retries && desk.goOn());
    document.addEventListener("visibilitychange", () => document.hidden && desk.isDirty() && isOn() && !retries && run());
}
