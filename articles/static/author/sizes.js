/* How the preview is seen: beside the text, instead of it on a phone, or over the window at a device's width. */
"use strict";
if (globalThis.desk?.preview && desk.writing) {
    const { make, preview, writing } = desk;
    const LEAST_FOR_BOTH = 720;
    const WIDTHS = { Phone: 390, Tablet: 820, Desk: 1280 };
    const { frame, place, head } = preview;
    let uncover;
    let cameFrom;

    /* A window that is narrower than the device shows all of it, smaller. */
    function fit() {
        const width = uncover && Number(place.dataset.width);
        const room = place.clientWidth;
        const scale = width ? Math.min(1, room / width) : 1;
        const set = (name, value) => frame.style.setProperty(name, value);
        set("--width", width ? `${width}px` : "100%");
        set("--scale", scale);
    }

    function open(width, button) {
        place.dataset.width = width;
        if (!uncover) {
            cameFrom = button;
            uncover = desk.coverWindow(place);
            preview.update();
        }
        mark();
        fit();
    }

    function close() {
        uncover();
        uncover = undefined;
        delete place.dataset.width;
        mark();
        fit();
        (cameFrom?.offsetParent ? cameFrom : writing.querySelector("button:not([tabindex='-1'])"))?.focus();
    }

    function mark() {
        for (const button of sizes) button.setAttribute("aria-pressed", button.dataset.width === place.dataset.width);
        back.hidden = !uncover;
    }

    const sizes = Object.entries(WIDTHS).map(([name, width]) => {
        const button = make("button", { type: "button", className: "tool", textContent: name, title: `Whole window, ${width} pixels wide` });
        button.dataset.width = width;
        button.addEventListener("click", () => open(width, button));
        return button;
    });
    const back = make("button", { type: "button", className: "tool", textContent: "Back to the text", hidden: true });
    back.addEventListener("click", close);
    const group = make("div", { className: "preview-sizes", role: "group", "aria-label": "Preview over the window" });
    group.append(...sizes, back);
    head.append(group);
    mark();
    addEventListener("resize", fit);

    const leave = event => {
        if (event.key !== "Escape" || event.defaultPrevented || !uncover) return;
        event.preventDefault();
        close();
    };
    document.addEventListener("keydown", leave);
    place.addEventListener("previewshown", () => {
        const page = frame.contentDocument;
        if (page.isWatched) return;
        page.isWatched = true;
        page.addEventListener("keydown", leave);
    });

    const tabs = ["Text", "Preview"].map(name => {
        const button = make("button", { type: "button", className: "tool", textContent: name });
        button.addEventListener("click", () => choose(name));
        return button;
    });

    function choose(name) {
        const at = desk.place?.();
        writing.dataset.pane = name.toLowerCase();
        for (const tab of tabs) tab.setAttribute("aria-pressed", tab.textContent === name);
        if (name === "Preview") preview.update();
        desk.view?.requestMeasure();
        desk.goTo?.(at);
    }

    desk.showText = () => writing.dataset.pane === "text" || choose("Text");

    const tabBar = make("div", { className: "pane-switch", role: "group", "aria-label": "Shown here" });
    tabBar.append(...tabs);
    writing.prepend(tabBar);
    choose("Text");
    const measure = () => writing.classList.toggle("has-room", writing.clientWidth >= LEAST_FOR_BOTH);
    new ResizeObserver(measure).observe(writing);
    measure();
    preview.update();
}
