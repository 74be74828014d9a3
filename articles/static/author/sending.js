/* Sends the form by script: one request after the other, each with a number, so that none undoes what a later one did. */
"use strict";
if (globalThis.desk) {
    const { form, data, typed } = desk;
    const PATIENCE = 30000;
    let last = Promise.resolve();
    let current;

    desk.page = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
    desk.sent = 0;
    desk.tab = () => `${desk.page}.${(desk.sent += 1)}`;
    // A browser that comes back to the page, or reloads it, puts back what was typed on another visit, which may have
    // started from an older text. The copy that it keeps knows what it started from, and is offered.
    form.autocomplete = "off";
    // What came back unsaved no table has, at least not as it stands here; nor what was typed before the scripts came.
    desk.kept = form.dataset.unsaved ? undefined : served();
    desk.isDirty = () => typed() !== desk.kept;
    desk.button = action => form.querySelector(`button[name="action"][value="${action}"]`);
    // `form.action` would be the buttons of that name.
    desk.address = () => form.getAttribute("action") || location.pathname;

    function served() {
        const copy = form.cloneNode(true);
        copy.reset();
        return typed(copy);
    }

    /* Runs `task` after those before it. A task sees to its own errors. */
    desk.queue = task => (last = last.then(task));

    /* What the site answered: `status` 0 if it is not known whether it got the form, `text` is what was sent. */
    desk.send = async (action, isAgain = false) => {
        const text = typed();
        const body = data(action);
        body.set("tab", desk.tab());
        // An address that nobody typed is made from the title, once it is saved by hand.
        if (action === "autosave" && desk.isMade?.("slug") && body.has("slug")) body.set("slug", "");
        desk.keep?.();
        const answer = await ask(body);
        if (!answer.said.stale_form || isAgain || !desk.renew) return { ...answer, text };
        const who = await desk.renew();
        if (who.isOk) return desk.send(action, true);
        return who.login_url ? { status: 403, said: who, text } : { status: 0, said: {}, text };
    };

    async function ask(body) {
        current = new AbortController();
        const timer = setTimeout(() => current?.abort(), PATIENCE);
        try {
            const headers = { Accept: "application/json" };
            const answer = await fetch(desk.address(), { method: "POST", headers, body, signal: current.signal });
            const said = answer.redirected ? {} : await answer.json().catch(() => ({}));
            const isCutOff = answer.ok && !answer.redirected && said.version === undefined;
            return { status: isCutOff ? 0 : answer.redirected ? 403 : answer.status, said };
        } catch {
            return { status: 0, said: {} };
        } finally {
            clearTimeout(timer);
            current = undefined;
        }
    }

    /* Goes on from what the site has now. */
    desk.take = ({ said, text }, isByHand) => {
        const isSame = typed() === text;
        // The forms beside this one act on the same article.
        for (const name of ["version", "token"]) {
            for (const input of document.querySelectorAll(`input[type="hidden"][name="${name}"]`)) input.value = said[name] ?? input.value;
        }
        const path = said.edit_url;
        if (path && path !== location.pathname) history.replaceState(history.state, "", path);
        if (path) form.setAttribute("action", path);
        delete form.dataset.unsaved;
        desk.showAround?.(said);
        form.dispatchEvent(new CustomEvent(isByHand ? "saved" : "autosaved", { detail: said }));
        // A field that was wrong is not saved.
        if (!Object.keys(said.errors ?? {}).length) desk.kept = isSame ? typed() : text;
        desk.keep?.();
    };

    desk.giveUp = () => current?.abort();
}
