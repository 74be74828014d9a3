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

    /* Holds a form back until `mayGo` has said whether it goes; pressed again meanwhile it does nothing. */
    function holdBack(form, { isFree, mayGo }) {
        let isWaiting = false;
        let isThrough = false;
        form.addEventListener("submit", async event => {
            const { submitter } = event;
            if (isThrough || isFree(submitter)) return;
            event.preventDefault();
            event.stopImmediatePropagation();
            if (isWaiting) return;
            isWaiting = true;
            isThrough = await mayGo(submitter);
            isWaiting = false;
            if (isThrough) form.requestSubmit(submitter);
            isThrough = false;
        });
    }

    globalThis.reaching = { ask, fill, holdBack, AWAY };

    /* Forms that hold a text and have no script of their own for this. */
    for (const form of document.querySelectorAll("form[data-reach]")) {
        const place = form.querySelector("[data-reach-said]");

        async function mayGo() {
            const { csrf_token: secret, ...who } = await ask(form.dataset.reach);
            const isAway = who.status === 0 || who.status >= 500;
            place.hidden = !isAway;
            place.textContent = isAway ? `Nothing was sent, and your text is still here. ${who.message ?? AWAY}` : "";
            if (isAway) place.scrollIntoView({ block: "center" });
            else if (secret) fill("csrfmiddlewaretoken", secret);
            return !isAway;
        }

        holdBack(form, { isFree: submitter => "anyway" in (submitter?.dataset ?? {}), mayGo });
    }
}
