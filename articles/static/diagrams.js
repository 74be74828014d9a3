/* Draws the diagrams of a page, each in a sandboxed frame of its own that is told what to draw and answers with the
   drawing's size, or with why there is none. The page takes nothing else from a frame, and that as numbers and as a short
   text. Loaded by reader.js when the first diagram comes near.

   The page fetches Mermaid and hands it on: a frame without origin has no cache, and would fetch it each time. */
const STARTED_AT_ONCE = 2;
const PATIENCE_MS = 20000;
const NOT_DRAWN = "This diagram could not be drawn";
const LONGEST_REASON = 300;
const drawings = new Set();
const waiting = [];
let started = 0;
let mermaid;

export async function drawDiagram(figure, number, files) {
    const source = figure.querySelector("pre");
    const title = figure.querySelector("figcaption")?.textContent.trim();
    const name = title ? `Diagram ${number}: ${title}` : `Diagram ${number}`;
    const stage = make("div", { className: "diagram-stage", role: "group", ariaLabel: "Drawing" });
    const holder = make("div", { className: "diagram-drawing" });
    const drawing = { source: source.textContent, name, files };
    stage.append(holder);
    source.before(stage);
    try {
        const { width, height } = await inTurn(() => draw(drawing, holder));
        holder.style.setProperty("--width", `${width}px`);
        holder.style.setProperty("--ratio", width / height);
    } catch ({ reason }) {
        stage.remove();
        showRefusal(source, reason);
        return;
    }
    present(figure, stage, drawing, source);
}

function present(figure, stage, drawing, source) {
    const fit = roomFitter(figure, stage);
    const details = make("details", { className: "diagram-source" });
    details.append(make("summary", { textContent: "Source" }), source);
    const button = enlargeButton(drawing);
    stage.addEventListener("click", () => button.click());
    stage.after(details, button);
    figure.classList.add("diagram-drawn");
    fit();
    reachByKeyboard(stage);
}

/* The room takes the drawing's shape where nobody sees anything move: while its foot is below the window before and
   after, or all of it above, in browsers that then keep in place what is in the window. */
function roomFitter(figure, stage) {
    const footIsBelow = () => stage.getBoundingClientRect().bottom >= innerHeight;
    const wasBelow = footIsBelow();
    const isAbove = stage.getBoundingClientRect().bottom < 0 && CSS.supports("overflow-anchor", "auto");
    return () => {
        figure.classList.toggle("diagram-fitted", isAbove || wasBelow);
        if (!isAbove && !footIsBelow()) figure.classList.remove("diagram-fitted");
    };
}

/* A drawing that is wider than its room is scrolled, with arrow keys too. */
function reachByKeyboard(stage) {
    const update = () => {
        const scrolls = stage.scrollWidth > stage.clientWidth || stage.scrollHeight > stage.clientHeight;
        scrolls ? (stage.tabIndex = 0) : stage.removeAttribute("tabindex");
    };
    new ResizeObserver(update).observe(stage);
}

/* The reason takes its place from the source's room, so that the page keeps still. */
function showRefusal(source, reason) {
    const room = make("div", { className: "diagram-refused" });
    const textContent = reason ? `${NOT_DRAWN}: ${reason}` : `${NOT_DRAWN}.`;
    source.before(room);
    room.append(make("p", { className: "diagram-note", textContent }), source);
}

/* Puts a frame with the drawing into `holder`; the promise is of the drawing's own size. */
async function draw(drawing, holder) {
    const code = await (mermaid ??= fetchBlob(drawing.files.mermaid));
    const frame = make("iframe", { title: drawing.name, src: drawing.files.diagramFrame, tabIndex: -1 });
    frame.sandbox = "allow-scripts";
    holder.append(frame);
    await new Promise(resolve => frame.addEventListener("load", resolve, { once: true }));
    const drawn = { frame, source: drawing.source };
    const size = await ask(drawn, { code });
    drawings.add(drawn);
    return size;
}

async function fetchBlob(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return answer.blob();
}

function ask({ frame, source }, more) {
    return new Promise((resolve, reject) => {
        const end = answer => {
            const { width, height } = answer ?? {};
            removeEventListener("message", listen);
            clearTimeout(timer);
            const isSize = [width, height].every(length => Number.isFinite(length) && length > 0);
            isSize ? resolve({ width, height }) : reject({ reason: readReason(answer) });
        };
        const listen = event => event.source === frame.contentWindow && end(event.data);
        const timer = setTimeout(end, PATIENCE_MS);
        addEventListener("message", listen);
        // The frame has no origin that could be named here; it is ours by being the one that we made.
        frame.contentWindow.postMessage({ source, colours: pageColours(), ...more }, "*");
    });
}

/* What Mermaid says, without the line that points at a place and the list of what it expected. */
function readReason(answer) {
    const lines = typeof answer?.reason === "string" ? answer.reason.split("\n") : [];
    const useful = lines.filter(line => /[^\s^-]/.test(line) && !line.startsWith("Expecting ")).slice(0, 2);
    const text = useful.join(" ").replace(/[\s\p{C}]+/gu, " ").trim();
    return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1)}…` : text;
}

function pageColours() {
    const { color, backgroundColor, accentColor } = getComputedStyle(document.body);
    return { ink: color, paper: backgroundColor, accent: accentColor };
}

async function inTurn(task) {
    if (started < STARTED_AT_ONCE) started += 1;
    else await new Promise(resolve => waiting.push(resolve));
    try {
        return await task();
    } finally {
        const next = waiting.shift();
        next ? next() : (started -= 1);
    }
}

function enlargeButton(drawing) {
    const button = make("button", { type: "button", className: "diagram-enlarge", textContent: "Enlarge" });
    button.setAttribute("aria-label", `Enlarge ${drawing.name}`);
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", async () => {
        const { enlarge } = await import(drawing.files.diagramDialog);
        enlarge(drawing.name, holder => draw({ ...drawing, name: `${drawing.name}, enlarged` }, holder));
    });
    return button;
}

function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
}

document.addEventListener("themechange", () => {
    for (const drawn of drawings) {
        if (drawn.frame.isConnected) inTurn(() => ask(drawn)).catch(() => {});
        else drawings.delete(drawn);
    }
});
