/* Runs in a diagram's frame (articles/views/diagrams.py): draws what the page that opened it sends, in the page's
   colours, and answers with the drawing's size, or with the reason why it could not be drawn. */
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
    let answer;
    try {
        await (loaded ??= load(data.code));
        mermaid.initialize(settings(data));
        document.body.classList.toggle("dark", isDark(data.colours.paper));
        answer = show((await mermaid.render("drawing", data.source)).svg);
    } catch (error) {
        answer = { reason: error.message };
    }
    parent.postMessage(answer, origin);
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
function show(svg) {
    document.body.innerHTML = svg;
    const drawing = document.querySelector("svg");
    for (const link of drawing.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    const { width, height } = drawing.viewBox.baseVal ?? drawing.getBBox();
    for (const name of ["width", "height", "style", "preserveAspectRatio"]) drawing.removeAttribute(name);
    for (const axis of drawing.querySelectorAll(".grid")) thinOut(axis.querySelectorAll(".tick text"));
    return { width, height };
}

/* Dates under a Gantt chart are as many as Mermaid likes; those that would run into the one before are left out. */
function thinOut(labels) {
    let end = -Infinity;
    for (const label of labels) {
        const { left, right, height } = label.getBoundingClientRect();
        left < end + height / 2 ? label.remove() : (end = right);
    }
}

/* Mermaid wraps at this width, and breaks a longer word in two; so it is as wide as the longest word needs. */
function wrappingWidth(source) {
    const longest = Math.max(...source.split(/[^\p{L}\p{N}_./:@-]+/u).map(word => word.length));
    return Math.min(Math.max(200, longest * 9), 480);
}

function settings({ source, colours }) {
    return {
        startOnLoad: false,
        suppressErrorRendering: true,
        securityLevel: "strict",
        secure: OURS,
        htmlLabels: false,
        fontFamily: FONT,
        theme: "base",
        themeVariables: themeVariables(colours),
        flowchart: { wrappingWidth: wrappingWidth(source) },
        gantt: { useWidth: 720 },
    };
}
