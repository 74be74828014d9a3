/* A form that leaves the page waits for what is on its way, which would otherwise come after it, and goes once the site
   says that it can be reached and by whom. */
"use strict";
if (globalThis.desk?.send && globalThis.reaching) {
    const { form, make } = desk;
    // How long it waits for what is on its way, and how long nothing is sent behind it.
    const [HASTE, LEAVING] = [5000, 10000];
    const tab = make("input", { type: "hidden", name: "tab", autocomplete: "off" });

    async function isTaken(submitter) {
        if (!desk.renew) return desk.afterEvent().then(() => true);
        const { username } = form.dataset;
        const who = await desk.renew();
        // Somebody else is signed in now: whether that one shall send it is for them to say.
        if (who.isOk) return who.username === username;
        if (who.login_url) desk.signedOut(who, true);
        else if (who.status === 0 || who.status >= 500) keepHere(submitter, who.status);
        else return true;
        return false;
    }

    function keepHere(submitter, status) {
        const isSave = submitter?.value === "save";
        desk.owesSave ||= isSave;
        desk.goOffline(status, isSave ? "" : `“${submitter?.textContent.trim()}” was not done: press it again.`);
    }

    /* Asked once what is on its way has its answer; nothing is sent behind a form that goes. */
    const mayGo = submitter => new Promise(resolve => {
        const hurry = setTimeout(desk.giveUp, HASTE);
        desk.queue(async () => {
            clearTimeout(hurry);
            const isGoing = await isTaken(submitter).catch(() => true);
            if (isGoing) [desk.unsent, tab.value] = ["", desk.tab()];
            else desk.isAsked = desk.isAlone = false;
            resolve(isGoing);
            return isGoing ? new Promise(resolve => setTimeout(resolve, LEAVING)) : undefined;
        });
    });

    reaching.holdBack(form, { isFree: submitter => submitter?.formTarget === "_blank", mayGo });
    form.append(tab);
}
