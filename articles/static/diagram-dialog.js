/* Shows one diagram large, in a dialog: scrolled, dragged, and zoomed with buttons, keys or the wheel. Loaded by
   diagrams.js when a reader asks for it. Esc closes it, and the focus goes back, as with every dialog. */
const STEP = 1.25;
const MOST = 6;
// At the least a drawing opens with labels of 11 pixels, scrolled where the window is too small for it.
const LEAST_AT_FIRST = 0.75;

export async function enlarge(name, draw) {
    const dialog = make("dialog", { className: "diagram-dialog", ariaLabel: name });
    const view = make("div", { className: "diagram-view", tabIndex: 0, autofocus: true });
    Object.assign(view, { role: "group", ariaLabel: "Drawing" });
    const sheet = make("div", { className: "diagram-sheet" });
    const bar = make("div", { className: "diagram-bar" });
    view.append(sheet);
    dialog.append(bar, view);
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    const zoom = { view, sheet, scale: 1 };
    const actions = [
        ["Zoom out", "−", "-", () => scaleTo(zoom, zoom.scale / STEP)],
        ["Zoom in", "+", "+", () => scaleTo(zoom, zoom.scale * STEP)],
        ["Fit to window", "Fit", "0", () => scaleTo(zoom, fittingScale(zoom))],
        ["Close", "×", "", () => dialog.close()],
    ];
    for (const [label, sign, , act] of actions) bar.append(button(label, sign, act));
    dialog.showModal();
    try {
        Object.assign(zoom, await draw(sheet));
    } catch {
        dialog.close();
        return;
    }
    scaleTo(zoom, openingScale(zoom));
    view.scrollTo(0, 0);
    dialog.dataset.drawn = "";
    dialog.addEventListener("keydown", event => actions.find(([, , key]) => key === event.key)?.[3]());
    followPointer(zoom);
}

function button(label, sign, act) {
    const made = make("button", { type: "button", title: label, ariaLabel: label, textContent: sign });
    made.addEventListener("click", act);
    return made;
}

function fittingScale({ view, width, height }) {
    return Math.min(view.clientWidth / width, view.clientHeight / height, 2);
}

/* Natural size if the height allows for it: to scroll in one direction is easier than in two. */
function openingScale(zoom) {
    const whole = Math.min(zoom.view.clientHeight / zoom.height, 1);
    return Math.max(fittingScale(zoom), whole, LEAST_AT_FIRST);
}

/* Keeps what is at a place of the view, by default its middle, where it is. */
function scaleTo(zoom, wanted, x = zoom.view.clientWidth / 2, y = zoom.view.clientHeight / 2) {
    const { view, sheet, width, height } = zoom;
    const scale = Math.min(Math.max(wanted, Math.min(fittingScale(zoom), 1)), MOST);
    const before = sheet.getBoundingClientRect();
    const around = view.getBoundingClientRect();
    const [across, down] = [(around.x + x - before.x) / before.width, (around.y + y - before.y) / before.height];
    sheet.style.width = `${width * scale}px`;
    sheet.style.height = `${height * scale}px`;
    zoom.scale = scale;
    const after = sheet.getBoundingClientRect();
    view.scrollBy(after.x + across * after.width - around.x - x, after.y + down * after.height - around.y - y);
}

function followPointer(zoom) {
    const { view } = zoom;
    view.addEventListener("wheel", event => {
        if (event.shiftKey) return;
        event.preventDefault();
        const { x, y } = view.getBoundingClientRect();
        scaleTo(zoom, zoom.scale * Math.exp(-event.deltaY / 400), event.clientX - x, event.clientY - y);
    });
    view.addEventListener("pointermove", event => {
        if (event.pointerType === "mouse" && event.buttons === 1) view.scrollBy(-event.movementX, -event.movementY);
    });
}

function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
}
