/* Saves by hand without leaving the page (Ctrl-S), asks before it publishes (Ctrl-Enter) and before typing would be lost. */
"use strict";
if (globalThis.desk?.send) {
    const { form, make } = desk;
    const REFUSED = {
        403: "Not saved: you may not change this article, or you are signed out. Copy your text before you leave.",
        413: "Not saved: the text is too large.",
        429: "Not saved: too many attempts. Wait a moment and try again.",
    };

    async function save() {
        desk.showState("saving", "Saving…");
        if (desk.owesSave && !(await heal())) return;
        hear(await desk.send("save"));
    }

    /* The answer to the last save was lost. Saving by itself says whether that one was done, and goes on from there. */
    async function heal() {
        const answer = await desk.send("autosave");
        if (!desk.hearByItself(answer)) return false;
        const isDone = answer.said.autosaved === false && !desk.isDirty();
        if (isDone) finish(answer.said);
        return !isDone;
    }

    function hear(answer) {
        const { status, said } = answer;
        const isAway = status === 0 || status >= 500;
        desk.owesSave = isAway || Boolean(said.login_url);
        if (isAway) return desk.goOffline(status);
        if (said.login_url) return desk.signedOut(said, true);
        desk.showErrors(said.errors ?? {}, "save");
        if (status === 409) return submitWith("save");
        if (status === 200) {
            desk.take(answer, true);
            return finish(said);
        }
        const general = [said.message, ...(said.errors?.__all__ ?? [])].filter(Boolean).join(" ");
        desk.say(general || REFUSED[status] || `Not saved: the site answered ${status}. Your text is still here.`, true);
    }

    function finish({ message, notes = [] }) {
        desk.owesSave = false;
        desk.say([message || "Saved.", ...notes].join(" "));
    }

    desk.save = () => desk.queue(save);
    /* Of what was asked for and not heard of. */
    desk.saveAgain = () => desk.queue(() => desk.owesSave && save());

    const submitWith = action => form.requestSubmit(desk.button(action));

    function askToPublish() {
        const publish = desk.button("publish");
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
            desk.isAsked = dialog.returnValue === "yes";
            if (desk.isAsked) submitWith("publish");
        });
        desk.beforePublishing?.(dialog, yes, no);
        document.body.append(dialog);
        dialog.showModal();
    }

    desk.askToPublish = askToPublish;
    desk.formKeys = [
        { key: "Mod-s", name: "Save, and stay here", run: () => desk.save() },
        { key: "Mod-Enter", name: "Publish or schedule, once you say yes", run: askToPublish },
    ];
    const KEYS = Object.fromEntries(desk.formKeys.map(({ key, run }) => [key.replace("Mod-", ""), run]));

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
    form.addEventListener("submit", event => {
        if (!event.defaultPrevented && event.submitter?.formTarget !== "_blank") desk.isLeaving = true;
    });
    // Coming back by the back button, or after a download.
    addEventListener("pageshow", () => (desk.isLeaving = false));
    addEventListener("beforeunload", event => {
        if (desk.isLeaving || !desk.isDirty()) return;
        event.preventDefault();
        // Older Safari and Chrome ask only for a value.
        event.returnValue = "unsaved";
    });
}
