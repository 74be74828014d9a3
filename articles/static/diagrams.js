/* Draws the diagrams of a page, each in a sandboxed frame of its own that is told what to draw and answers with the
   drawing's size. The page takes nothing else from a frame. Loaded by reader.js when the first diagram comes near.

   The page fetches Mermaid and hands it on: a frame without origin has no cache, and would fetch it each time. */
const STARTED_AT_ONCE = 2;
const PATIENCE_MS = 20000;
const NOT_DRAWN = "This could not be drawn; it is the source.";
const drawings = new Set();
const waiting = [];
let started = 0;
let mermaid;

export async function drawDiagram(figure, number, files) {
    const source = figure.querySelector("pre");
    const title = figure.querySelector("figcaption")?.textContent.trim();
    const name = title ? `Diagram ${number}: ${title}` : `Diagram ${number}`;
    const stage = make("div", { className: "diagram-stage" });
    const drawing = { source: source.textContent, name, files };
    source.before(stage);
    try {
        fitToDrawing(figure, stage, await inTurn(() => draw(drawing, stage)));
    } catch {
        stage.remove();
        source.after(make("p", { className: "diagram-note", textContent: NOT_DRAWN }));
        return;
    }
    const details = make("details", { className: "diagram-source" });
    details.append(make("summary", { textContent: "Source" }), source);
    stage.append(enlargeButton(drawing));
    stage.after(details);
    figure.classList.add("diagram-drawn");
}

/* Puts a frame with the drawing into `holder`; the promise is of the drawing's own size. */
async function draw(drawing, holder, fills = false) {
    const code = await (mermaid ??= fetchBlob(drawing.files.mermaid));
    const frame = make("iframe", { title: drawing.name, src: drawing.files.diagramFrame, tabIndex: -1 });
    frame.sandbox = "allow-scripts";
    holder.append(frame);
    await new Promise(resolve => frame.addEventListener("load", resolve, { once: true }));
    const drawn = { frame, source: drawing.source };
    const size = await ask(drawn, { code, fills });
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
            isSize ? resolve({ width, height }) : reject(new Error("not drawn"));
        };
        const listen = event => event.source === frame.contentWindow && end(event.data);
        const timer = setTimeout(end, PATIENCE_MS);
        addEventListener("message", listen);
        // The frame has no origin that could be named here; it is ours by being the one that we made.
        frame.contentWindow.postMessage({ source, colours: pageColours(), ...more }, "*");
    });
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

/* The room takes the drawing's shape only below the window, where nobody sees it change. */
function fitToDrawing(figure, stage, { width, height }) {
    if (figure.getBoundingClientRect().top < innerHeight) return;
    stage.style.aspectRatio = `${width} / ${height}`;
    stage.style.maxHeight = `${height}px`;
    figure.classList.add("diagram-fitted");
}

function enlargeButton(drawing) {
    const button = make("button", { type: "button", className: "diagram-enlarge" });
    button.setAttribute("aria-label", `Enlarge ${drawing.name}`);
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", async () => {
        const { enlarge } = await import(drawing.files.diagramDialog);
        enlarge(drawing.name, holder => draw({ ...drawing, name: `${drawing.name}, enlarged` }, holder, true));
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
