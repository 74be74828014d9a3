/* The toolbar over the text, one stop for Tab and arrow keys within; and the text over the whole window. */
"use strict";
if (globalThis.desk?.view) {
    const { make, hook, view, keyName, ariaKey } = desk;
    const bar = hook("toolbar");
    const foot = make("div", { className: "writing-foot" });

    function button(action) {
        const { name, sign, look, key, parts, toggles } = action;
        const element = make("button", {
            type: "button",
            className: ["tool", look, parts && "parts"].filter(Boolean).join(" "),
            textContent: sign,
            title: `${name} (${keyName(key)})`,
            tabIndex: -1,
            "aria-label": name,
            "aria-keyshortcuts": ariaKey(key),
        });
        if (toggles) element.setAttribute("aria-pressed", "false");
        // The text keeps its selection, and a phone its keyboard.
        element.addEventListener("mousedown", event => event.preventDefault());
        element.addEventListener("click", () => {
            view.focus();
            action.run(view);
        });
        return element;
    }

    function rove(buttons) {
        const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -buttons.length, End: buttons.length };
        const stopAt = wanted => buttons.forEach(one => (one.tabIndex = one === wanted ? 0 : -1));
        stopAt(buttons[0]);
        bar.addEventListener("focusin", ({ target }) => stopAt(target));
        bar.addEventListener("keydown", event => {
            const step = steps[event.key];
            if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            const index = buttons.indexOf(event.target);
            const isEnd = Math.abs(step) > 1;
            const next = isEnd ? (step < 0 ? 0 : buttons.length - 1) : (index + step + buttons.length) % buttons.length;
            buttons[next].focus();
        });
    }

    /* Toolbar, text and preview together, in one element that can cover the window. */
    function gather() {
        const field = desk.body.closest("[data-body]");
        const writing = make("div", { className: "writing" });
        field.before(writing);
        writing.append(bar, make("div", { className: "writing-panes" }, field));
        const preview = hook("preview");
        if (preview) writing.lastChild.append(preview);
        foot.append(hook("count") ?? "");
        writing.append(foot);
        return writing;
    }

    function buildBar() {
        bar.setAttribute("role", "toolbar");
        bar.setAttribute("aria-label", "Formatting");
        bar.classList.add("toolbar");
        const buttons = desk.actions.map(button);
        bar.replaceChildren(...buttons);
        bar.hidden = false;
        rove(buttons);
        return buttons[desk.actions.findIndex(action => action.toggles)];
    }

    if (bar) {
        desk.writing = gather();
        const fullScreen = buildBar();
        const status = hook("status");
        const home = document.createComment("status");
        status.after(home);
        let uncover;
        desk.toggleFullScreen = () => {
            uncover ? uncover() : (uncover = desk.coverWindow(desk.writing));
            const isFull = desk.writing.classList.contains("covers-window");
            if (!isFull) uncover = undefined;
            // What is said must be seen here too.
            isFull ? foot.append(status) : home.before(status);
            fullScreen.setAttribute("aria-pressed", isFull);
            view.requestMeasure();
            view.focus();
        };
        document.addEventListener("keydown", event => {
            if (event.key !== "Escape" || event.defaultPrevented || !uncover || document.querySelector("dialog[open]")) return;
            event.preventDefault();
            desk.toggleFullScreen();
        });
    }
}
