/* What the command palette offers: what stands on the page and can be followed or pressed, read when it is asked for, so
   that nothing is offered that is not there. What was chosen lately is remembered by its id alone. */
"use strict";
if (globalThis.shortcuts) {
    const KEPT = 20;
    const RECENT = "desk-recent";
    const GO = ".desk-bar :is(nav a, a.new, .account-menu a)";
    const ACTIONS = "main :is(.actions, .editor-more, .bulk-steps) :is(a[href], button)";
    const LAST = ".account-menu form button";
    // These ask first, or stay on the page, when they are reached by a key.
    const INSTEAD = { save: () => globalThis.desk?.save, publish: () => globalThis.desk?.askToPublish };

    // Storage may be forbidden, or hold what somebody else wrote.
    function recent() {
        try {
            const kept = JSON.parse(localStorage.getItem(RECENT));
            return Array.isArray(kept) ? kept : [];
        } catch {
            return [];
        }
    }

    function remember(id) {
        try {
            localStorage.setItem(RECENT, JSON.stringify([id, ...recent().filter(other => other !== id)].slice(0, KEPT)));
        } catch {}
    }

    const isThere = element => !element.disabled && element.checkVisibility?.() !== false;
    const labelOf = element => (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ");

    function ofPage(selector, kind, isOffered) {
        const found = [...document.querySelectorAll(selector)].filter(element => isOffered(element) && labelOf(element));
        return found.map(element => ({ id: `${kind} ${labelOf(element)}`, label: labelOf(element), kind, run: () => press(element) }));
    }

    function press(element) {
        const instead = element.name === "action" ? INSTEAD[element.value]?.() : undefined;
        instead ? instead() : element.click();
    }

    /* With these articles, which come behind what the page has; what ends the session comes last. */
    function offered(articles) {
        const dark = document.querySelector(".theme-switch");
        const theme = dark?.getAttribute("aria-pressed") === "true" ? "Light theme" : "Dark theme";
        const isAction = element => !element.closest("table, dialog") && isThere(element);
        return [
            ...ofPage(ACTIONS, "action", isAction),
            ...ofPage(GO, "page", () => true),
            ...(dark ? [{ id: "theme", label: theme, kind: "action", run: () => dark.click() }] : []),
            ...(shortcuts.showHelp ? [{ id: "help", label: "Keyboard help", kind: "action", run: shortcuts.showHelp }] : []),
            ...articles,
            ...ofPage(LAST, "action", () => true),
        ];
    }

    Object.assign(shortcuts, { offered, recent, remember });
}
