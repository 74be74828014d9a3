/* Saves without leaving the page (Ctrl-S), asks before it publishes (Ctrl-Enter) and before typing would be lost. */
"use strict";
if (globalThis.desk) {
    const { form, hook, make, data, typed, say, later } = desk;
    const button = action => form.querySelector(`button[name="action"][value="${action}"]`);
    const OFFLINE = "Not saved: the site could not be reached. Your text is still here; try again in a moment.";
    const REFUSED = {
        403: "Not saved: you may not change this article, or you are signed out. Copy your text before you leave.",
        413: "Not saved: the text is too large.",
        429: "Not saved: too many attempts. Wait a moment and try again.",
    };
    // A page that came back with errors holds what no table has.
    let kept = document.querySelector(".error-summary") ? undefined : typed();
    let isLeaving = false;
    let saving;

    // `form.action` would be the buttons of that name.
    const address = () => form.getAttribute("action") || location.pathname;
    const isDirty = () => typed() !== kept;

    async function send() {
        const sent = typed();
        say("Saving…");
        const answer = await fetch(address(), { method: "POST", headers: { Accept: "application/json" }, body: data("save") });
        if (answer.status === 409) return submitWith("save");
        const said = answer.redirected ? {} : await answer.json().catch(() => ({}));
        if (answer.ok && said.version !== undefined) return settle(said, sent);
        showErrors(said.errors ?? {});
        const status = answer.redirected ? 403 : answer.status;
        const general = [said.message, ...(said.errors?.__all__ ?? [])].filter(Boolean).join(" ");
        say(general || REFUSED[status] || `Not saved: the site answered ${status}. Your text is still here.`, true);
    }

    function settle(said, sent) {
        const { version, token, edit_url: path, message, notes = [] } = said;
        const isSame = typed() === sent;
        // The forms beside this one act on the same article.
        const hidden = { version, token };
        for (const [name, value] of Object.entries(hidden)) {
            for (const input of document.querySelectorAll(`input[type="hidden"][name="${name}"]`)) input.value = value ?? input.value;
        }
        if (path && path !== location.pathname) {
            history.replaceState(history.state, "", path);
            form.setAttribute("action", path);
        }
        showErrors({});
        desk.showAround?.(said);
        form.dispatchEvent(new CustomEvent("saved", { detail: said }));
        kept = isSame ? typed() : sent;
        say([message || "Saved.", ...notes].join(" "));
    }

    /* Once at a time: what is asked for meanwhile follows, with the version that the first one gave. */
    desk.save = () => {
        saving = (saving ?? Promise.resolve()).then(send).catch(() => say(OFFLINE, true));
        return saving;
    };

    /* Beside each field, as the server would have shown them. */
    function showErrors(errors) {
        for (const old of form.querySelectorAll(".errorlist")) old.remove();
        for (const field of form.querySelectorAll(".has-errors")) field.classList.remove("has-errors");
        for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
        for (const [name, messages] of Object.entries(errors)) {
            const control = form.elements[name];
            if (!control?.closest) continue;
            const list = make("ul", { className: "errorlist", id: `id_${name}_error` });
            list.append(...messages.map(message => make("li", { textContent: message })));
            const field = control.closest(".field, [data-body]") ?? control.parentElement;
            field.classList.add("has-errors");
            field.append(list);
            const seen = control === desk.body && desk.view ? desk.view.contentDOM : control;
            seen.setAttribute("aria-invalid", "true");
            const told = new Set(`${seen.getAttribute("aria-describedby") ?? ""} ${list.id}`.trim().split(/\s+/));
            seen.setAttribute("aria-describedby", [...told].join(" "));
        }
    }

    function submitWith(action) {
        form.requestSubmit(button(action));
    }

    function askToPublish() {
        const publish = button("publish");
        if (!publish || publish.disabled || document.querySelector("dialog[open]")) return;
        const isAhead = publish.dataset.when;
        const title = form.elements.title.value.trim() || "this article";
        const question = isAhead ? `Schedule “${title}” for ${isAhead}?` : `Publish “${title}” now? Readers see it at once.`;
        const yes = make("button", { type: "submit", className: "button primary", value: "yes", textContent: isAhead ? "Schedule" : "Publish" });
        const no = make("button", { type: "submit", className: "button", value: "", textContent: "Not yet" });
        const choice = make("form", { method: "dialog", className: "bare actions" }, yes, no);
        const asked = make("p", { id: "ask-publish", textContent: question });
        const dialog = make("dialog", { className: "desk-dialog", "aria-labelledby": "ask-publish" }, asked, choice);
        dialog.addEventListener("close", () => {
            dialog.remove();
            if (dialog.returnValue === "yes") submitWith("publish");
        });
        document.body.append(dialog);
        dialog.showModal();
    }

    const KEYS = { s: () => desk.save(), Enter: askToPublish };

    desk.obeyKeys = event => {
        const isMod = desk.isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
        const act = isMod && !event.altKey && !event.shiftKey && KEYS[event.key];
        if (!act) return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat && !event.isComposing) act();
    };

    // Before the text sees them: there Ctrl-Enter would begin a line.
    document.addEventListener("keydown", desk.obeyKeys, true);
    form.addEventListener("submit", ({ submitter }) => {
        if (submitter?.formTarget !== "_blank") isLeaving = true;
    });
    // Coming back by the back button, or after a download.
    addEventListener("pageshow", () => (isLeaving = false));
    form.addEventListener("input", later(() => isDirty() && say("Changes not saved yet"), 400));
    addEventListener("beforeunload", event => {
        if (isLeaving || !isDirty()) return;
        event.preventDefault();
        // Older Safari and Chrome ask only for a value.
        event.returnValue = "unsaved";
    });
    desk.isDirty = isDirty;
}
