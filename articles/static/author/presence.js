/* Says that this page is open, and shows where else the article is: every few seconds while the page is seen. */
"use strict";
if (globalThis.desk?.send && desk.hook("presence") && desk.form.dataset.presenceUrl) {
    const { form, hook } = desk;
    const place = hook("presence");
    // After a page that was reloaded has said that it is gone.
    const [FIRST, EVERY] = [1000, 20000];
    let timer;
    let isNew = false;

    const address = () => form.dataset.presenceUrl.replace("ID", form.dataset.articleId);
    function body() {
        const sent = new FormData();
        sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken?.value ?? "");
        sent.set("tab", `${desk.page}.0`);
        return sent;
    }

    function wait(milliseconds) {
        clearTimeout(timer);
        timer = setTimeout(beat, milliseconds);
    }

    async function beat() {
        if (document.hidden) return;
        wait(EVERY);
        isNew = !form.dataset.articleId;
        if (isNew || desk.isOut) return;
        try {
            const answer = await fetch(address(), { method: "POST", headers: { Accept: "application/json" }, body: body() });
            const said = await answer.json();
            if (answer.ok) show(said.others);
            else if (said.login_url) desk.signedOut?.(said);
        } catch {
            // What is not known is not shown to have changed.
        }
    }

    function told({ username, name, since }) {
        const who = username === form.dataset.username ? "by you, in another tab or browser" : `by ${name}`;
        return `${who}, since ${desk.clockTime(since)}`;
    }

    function show(others) {
        const text = others.length ? `Also open elsewhere: ${others.map(told).join("; ")}.` : "";
        if (place.textContent !== text) place.textContent = text;
    }

    function leave() {
        clearTimeout(timer);
        if (!form.dataset.articleId) return;
        const sent = body();
        sent.set("leaving", "yes");
        navigator.sendBeacon(address(), sent);
    }

    desk.leavePresence = () => {
        leave();
        wait(0);
    };
    addEventListener("pagehide", leave);
    addEventListener("pageshow", event => event.persisted && wait(0));
    document.addEventListener("visibilitychange", () => !document.hidden && wait(0));
    // The first save of a new article.
    for (const event of ["saved", "autosaved"]) form.addEventListener(event, () => isNew && wait(0));
    wait(FIRST);
}
