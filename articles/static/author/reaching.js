/* Asks whether the site can be reached and who is signed in, before a form leaves a page that holds a text: where the
   site cannot be reached a browser shows its own error in place of the page. What a form needs to be taken is renewed. */
"use strict";
{
    const PATIENCE = 10000;
    const AWAY = "The site could not be reached. Try again in a moment.";

    /* What the site says, with `isOk` and its `status`: 0 if it was not reached. */
    async function ask(address, options) {
        try {
            const signal = AbortSignal.timeout?.(PATIENCE);
            const answer = await fetch(address, { headers: { Accept: "application/json" }, signal, ...options });
            const said = await answer.json().catch(() => ({ message: `The site answered ${answer.status}.` }));
            return { isOk: answer.ok && !answer.redirected, status: answer.status, ...said };
        } catch {
            return { isOk: false, status: 0, message: AWAY };
        }
    }

    const fill = (name, value) => document.querySelectorAll(`input[name="${name}"]`).forEach(input => (input.value = value));

    globalThis.reaching = { ask, fill, AWAY };

    /* Forms that hold a text and have no script of their own for this. */
    for (const form of document.querySelectorAll("form[data-reach]")) {
        const place = form.querySelector("[data-reach-said]");
        let isAsking = false;
        let isThrough = false;

        form.addEventListener("submit", async event => {
            if (isThrough || event.submitter && "anyway" in event.submitter.dataset) return;
            event.preventDefault();
            event.stopImmediatePropagation();
            if (isAsking) return;
            isAsking = true;
            const { csrf_token: secret, ...who } = await ask(form.dataset.reach);
            isAsking = false;
            const isAway = who.status === 0 || who.status >= 500;
            place.hidden = !isAway;
            place.textContent = isAway ? `Nothing was sent, and your text is still here. ${who.message ?? AWAY}` : "";
            if (isAway) return place.scrollIntoView({ block: "center" });
            if (secret) fill("csrfmiddlewaretoken", secret);
            isThrough = true;
            form.requestSubmit(event.submitter);
            isThrough = false;
        });
    }
}
