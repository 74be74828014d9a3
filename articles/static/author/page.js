/* What the editor's scripts share, as `desk`: the form, its hooks, and small helpers. The first of them behind
   those of each page; the others return early without it, and the form works without them all. */
"use strict";
{
    const form = document.getElementById("editor");
    const { isMac, make, keyName } = globalThis.shortcuts;
    // Of CodeMirror's find panel, which stands within the form and is none of its fields.
    const NO_FIELDS = ["search", "replace", "case", "re", "word"];
    // What a save changes by itself, and nobody types.
    const HIDDEN = ["csrfmiddlewaretoken", "version", "token", "tab", "action"];

    const hook = name => document.querySelector(`[data-${name}]`);

    /* Calls only when nothing has asked for `wait` milliseconds, which may be a number or told by a function. */
    function later(task, wait) {
        let timer;
        return () => {
            clearTimeout(timer);
            timer = setTimeout(task, typeof wait === "function" ? wait() : wait);
        };
    }

    /* Resolves once the event at hand is over: within one of its submission a form is not submitted. */
    function afterEvent() {
        const { port1, port2 } = new MessageChannel();
        return new Promise(resolve => {
            port1.onmessage = () => resolve(port1.close());
            port2.postMessage("");
        });
    }

    function data(action, of = form) {
        const data = new FormData(of);
        if (action) data.set("action", action);
        return data;
    }

    /* All that an author typed as one text, to see whether it has changed. */
    function typed(of = form) {
        const fields = [...data("", of)].filter(([name]) => !HIDDEN.includes(name) && !desk.isMade?.(name));
        return JSON.stringify(fields.map(([name, value]) => [name, String(value).replace(/\r\n/g, "\n")]));
    }

    const ariaKey = key => key.replace("Mod", isMac ? "Meta" : "Control").replaceAll("-", "+");

    /* Covers the window with `element`: what is not within it cannot be reached until the returned function is called. */
    function coverWindow(element) {
        const others = [];
        for (let inner = element; inner !== document.body; inner = inner.parentElement) {
            others.push(...[...inner.parentElement.children].filter(other => other !== inner && !other.inert));
        }
        for (const other of others) other.inert = true;
        element.classList.add("covers-window");
        document.documentElement.classList.add("is-covered");
        return () => {
            for (const other of others) other.inert = false;
            element.classList.remove("covers-window");
            document.documentElement.classList.remove("is-covered");
        };
    }

    if (form) {
        const body = form.elements.body;
        globalThis.desk = { form, body, hook, make, later, afterEvent, data, typed, keyName, ariaKey, coverWindow, isMac };
        form.addEventListener("formdata", ({ formData }) => NO_FIELDS.forEach(name => formData.delete(name)));
    }
}
