/* Runs in a diagram's frame (articles/views/diagrams.py): draws what the page that opened it sends, in the page's
   colours, and answers with the drawing's size, which is nothing if the source could not be drawn. */
"use strict";
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
// What a diagram's own directives may not change: safety, and the looks, which follow the page from light to dark.
const OURS = [
    "secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges",
    "theme", "themeVariables", "themeCSS", "darkMode", "fontFamily", "altFontFamily", "htmlLabels", "useMaxWidth",
];
let loaded;

addEventListener("message", async ({ source, origin, data }) => {
    if (source !== parent || typeof data?.source !== "string") return;
    let size = { width: 0, height: 0 };
    try {
        await (loaded ??= load(data.code));
        mermaid.initialize(settings(data.colours));
        document.body.classList.toggle("dark", isDark(data.colours.paper));
        size = show((await mermaid.render("drawing", data.source)).svg, data.fills);
    } catch {}
    parent.postMessage(size, origin);
});

/* Mermaid comes with the first message and stays. */
function load(code) {
    return new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src: URL.createObjectURL(code) });
        script.addEventListener("load", resolve);
        script.addEventListener("error", reject);
        document.head.append(script);
    });
}

/* Links would lead the frame away instead of the page, so they are none. */
function show(svg, fills) {
    document.body.innerHTML = svg;
    const drawing = document.querySelector("svg");
    for (const link of drawing.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    const { width, height } = drawing.viewBox.baseVal ?? drawing.getBBox();
    for (const name of ["width", "height", "style", "preserveAspectRatio"]) drawing.removeAttribute(name);
    if (!fills) Object.assign(drawing.style, { maxWidth: `${width}px`, maxHeight: `${height}px` });
    return { width, height };
}

function settings(colours) {
    return {
        startOnLoad: false,
        suppressErrorRendering: true,
        securityLevel: "strict",
        secure: OURS,
        htmlLabels: false,
        fontFamily: FONT,
        theme: "base",
        themeVariables: themeVariables(colours),
        gantt: { useWidth: 720 },
    };
}
