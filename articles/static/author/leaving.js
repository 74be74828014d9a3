/* A form that leaves the page waits for what is on its way, which would otherwise come after it, and goes once the site
   says that it can be reached and by whom. */
"use strict";
if (globalThis.desk?.send) {
    const { form, make } = desk;
    // How long it waits for what is on its way, and how long nothing is sent behind it.
    const [HASTE, LEAVING] = [5000, 10000];
    const tab = make("input", { type: "hidden", name: "tab", autocomplete: "off" });
    let isWaiting = false;
    let isThrough = false;

    async function mayGo(submitter) {
        if (!desk.renew) return desk.afterEvent().then(() => true);
        const { username } = form.dataset;
        const who = await desk.renew();
        // Somebody else is signed in now: whether that one shall send it is for them to say.
        if (who.isOk) return who.username === username;
        if (who.login_url) desk.signedOut(who, true);
        else if (who.status === 0 || who.status >= 500) holdBack(submitter, who.status);
        else return true;
        return false;
    }

    function holdBack(submitter, status) {
        const isSave = submitter?.value === "save";
        desk.owesSave ||= isSave;
        desk.goOffline(status, isSave ? "" : `“${submitter?.textContent.trim()}” was not done: press it again.`);
    }

    async function go(submitter) {
        isThrough = await mayGo(submitter).catch(() => true);
        isWaiting = false;
        if (!isThrough) {
            desk.isAsked = desk.isAlone = false;
            return undefined;
        }
        desk.unsent = "";
        form.requestSubmit(submitter);
        isThrough = false;
        return desk.isLeaving ? new Promise(resolve => setTimeout(resolve, LEAVING)) : undefined;
    }

    form.addEventListener("submit", event => {
        const { submitter } = event;
        if (submitter?.formTarget === "_blank") return;
        if (isThrough) {
            tab.value = desk.tab();
            return;
        }
        event.preventDefault();
        if (isWaiting) return;
        isWaiting = true;
        const hurry = setTimeout(desk.giveUp, HASTE);
        desk.queue(() => {
            clearTimeout(hurry);
            return go(submitter);
        });
    });
    form.append(tab);
}
