/* The page that readers will get, beside the text: asked for a moment after typing stops, shown by frame.js. */
"use strict";
if (globalThis.desk?.showPage && desk.hook("preview")) {
    const { form, hook, make, data, typed, later } = desk;
    const place = hook("preview");
    const frame = make("iframe", { className: "preview-frame", title: "Preview of the article" });
    const note = make("p", { className: "preview-note", role: "status" });
    // With what it takes to make the page, half a second is never reached by an article of usual length.
    const [SHORTEST, LONGEST] = [100, 300];
    const OFFLINE = "The preview waits: the site could not be reached. It follows your next change.";
    let shown;
    let took = 0;
    let asked;

    async function update() {
        const wanted = typed();
        if (wanted === shown || !isWanted()) return;
        asked?.abort();
        const own = (asked = new AbortController());
        const began = performance.now();
        try {
            const answer = await fetch(form.dataset.previewUrl, { method: "POST", body: data("preview"), signal: own.signal });
            const html = await answer.text();
            if (!answer.ok || answer.redirected) return refuse(answer);
            if (own !== asked) return;
            took = performance.now() - began;
            await desk.showPage(frame, html);
            shown = wanted;
            note.textContent = "";
            place.dispatchEvent(new Event("previewshown"));
        } catch (error) {
            if (error.name !== "AbortError") note.textContent = OFFLINE;
        }
    }

    function refuse({ status, redirected }) {
        const isOut = redirected || status === 403;
        note.textContent = isOut
            ? "The preview waits: you are signed out. Sign in in another tab; your text stays here."
            : `The preview waits: the site answered ${status}. It follows your next change.`;
    }

    // On a phone it is asked for only while it is looked at.
    const isWanted = () => place.offsetParent !== null || place.classList.contains("covers-window");

    const updateSoon = later(update, () => Math.min(Math.max(took, SHORTEST), LONGEST));

    const head = make("div", { className: "preview-head" }, note);
    place.replaceChildren(head, frame);
    place.setAttribute("aria-label", "Preview");
    place.hidden = false;
    desk.preview = { place, frame, head, update };
    // Saved again, the site is back.
    for (const event of ["input", "change", "saved", "autosaved"]) form.addEventListener(event, updateSoon);
}
