/* The keys of the desk in one list, as `shortcuts`: what obeys them and what the help shows is made of it. The first
   script of each page of the desk. */
"use strict";
{
    const isMac = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);
    const FIELDS = "input, textarea, select, [contenteditable]";
    const list = [];

    function make(tag, properties = {}, ...children) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(properties)) {
            name in element ? (element[name] = value) : element.setAttribute(name, value);
        }
        element.append(...children);
        return element;
    }

    /* `Mod-Shift-f` as it is printed on the keys of this computer. */
    function keyName(key) {
        const names = isMac ? { Mod: "⌘", Shift: "⇧", Alt: "⌥" } : { Mod: "Ctrl+", Shift: "Shift+", Alt: "Alt+" };
        const parts = key.split("-");
        return parts.map(part => names[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join("");
    }

    const isMod = event => (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey);

    function isPressed(key, event) {
        const isWithMod = key.startsWith("Mod-");
        if (event.key !== key.replace("Mod-", "") || event.altKey) return false;
        // Where a sign is on the keyboard, and whether Shift is needed for it, differs.
        return isWithMod ? isMod(event) && !(event.shiftKey && /^[a-z]$/.test(event.key)) : !event.ctrlKey && !event.metaKey;
    }

    /* Entries are `{ keys, name }`; one with `run` is obeyed here, where nobody is typing if its key is a sign alone. A
       `run` that gives false leaves the key to the browser. */
    function add(group, entries) {
        list.push(...entries.map(entry => ({ group, ...entry })));
    }

    function obey(event) {
        if (event.isComposing || event.defaultPrevented) return;
        const isTyping = event.target.closest?.(FIELDS);
        const isMeant = key => isPressed(key, event) && !(isTyping && key.length === 1);
        const entry = list.find(({ run, keys }) => run && keys.some(isMeant));
        if (!entry || event.repeat || entry.run() === false) return;
        event.preventDefault();
        event.stopPropagation();
    }

    globalThis.shortcuts = { isMac, make, keyName, add, list, obey };
    // Before the text sees them.
    document.addEventListener("keydown", obey, true);
}
