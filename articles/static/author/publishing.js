/* Before an article comes out: the question of saving.js lists what is worth a look, and the button asks it too when
   there is something. Only what the site would refuse cannot be published anyway. */
"use strict";
if (globalThis.desk?.checks && desk.askToPublish) {
    const { form, make, checks } = desk;
    const PATIENCE_MS = 1500;
    const patience = () => new Promise(resolve => setTimeout(resolve, PATIENCE_MS));
    const fresh = () => Promise.race([checks.check().catch(() => {}), patience()]);

    /* Fills the dialog before it is shown, and again when something else is found. */
    desk.beforePublishing = (dialog, yes, no) => {
        const [asked, notYet] = [yes.textContent, no.textContent];
        const heading = make("h2", { textContent: "Worth a look first" });
        const list = make("div", { className: "checks-list", tabIndex: 0, role: "region", "aria-label": "Worth a look first" });
        const part = make("div", { className: "checks-before" }, heading, list);
        const jump = finding => {
            dialog.addEventListener("close", () => checks.jump(finding), { once: true });
            dialog.close();
        };
        const show = () => {
            const groups = checks.left();
            const isStopped = groups.some(({ level }) => level === "blocks");
            desk.showFindings(list, groups, { jump });
            part.hidden = !groups.length;
            yes.textContent = groups.length ? `${asked} anyway` : asked;
            yes.hidden = isStopped;
            no.textContent = groups.length ? "Go back" : notYet;
            no.autofocus = groups.length > 0;
        };
        dialog.lastElementChild.before(part);
        checks.place.addEventListener("checksshown", show);
        dialog.addEventListener("close", () => checks.place.removeEventListener("checksshown", show));
        show();
        fresh();
    };

    function publish(button) {
        desk.isAsked = desk.isAlone = true;
        desk.afterEvent().then(() => form.requestSubmit(button));
    }

    // Before saving.js takes the form for one that leaves.
    document.addEventListener("submit", async event => {
        const { submitter, target } = event;
        if (target !== form || submitter?.name !== "action" || submitter.value !== "publish" || desk.isAlone) return;
        event.preventDefault();
        event.stopPropagation();
        if (desk.isAsked) return publish(submitter);
        if (!checks.isCurrent()) await fresh();
        checks.left().length ? desk.askToPublish() : publish(submitter);
    }, true);
    addEventListener("pageshow", () => (desk.isAsked = desk.isAlone = false));
}
