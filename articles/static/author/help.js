/* Which keys do what, in a dialog: `?` where nobody is typing. It shows what the page obeys, from the lists of that. */
"use strict";
if (globalThis.shortcuts) {
    const { make, keyName, add, list } = shortcuts;
    // What the browser and CodeMirror do with keys, and no list of ours has.
    const IN_THE_TEXT = [
        ["Mod-z", "Undo"],
        ["Tab", "In a table the next cell, in lists and code a step inwards"],
        ["Shift-Tab", "The way back"],
        ["Escape, then Tab", "Leave the text for the next field, from anywhere"],
        ["Escape", "Close what is open: a list of words, find, full screen"],
        ["```", "Begin code; then choose its language"],
        ["[[", "Link to an article; then type of its title"],
        [":::", "Begin a callout; then choose its kind"],
    ];
    const IN_A_LIST = [
        ["Space", "Choose an article, or choose it no more"],
        ["Shift-click", "Choose all from the last one to this one"],
    ];
    let dialog;

    function entries() {
        const told = (group, known) => known.map(([key, name]) => ({ group, keys: [key], name }));
        const of = (group, known) => known.map(({ key, alsoKey, name }) => ({ group, keys: [key, alsoKey].filter(Boolean), name }));
        const editor = globalThis.desk;
        const all = [
            ...list,
            ...of("This article", editor?.formKeys ?? []),
            ...of("Text", editor?.actions ?? []),
            ...told("Text", editor ? IN_THE_TEXT : []),
            ...told("List", document.querySelector("[data-bulk]") ? IN_A_LIST : []),
        ];
        // Once, where two lists have the same.
        const seen = new Set();
        return all.filter(({ keys, name }) => !seen.has(`${keys[0]} ${name}`) && seen.add(`${keys[0]} ${name}`));
    }

    function row({ keys, name }) {
        const isKey = key => !key.includes(" ") && key.length > 3;
        const names = keys.map(key => make("kbd", { textContent: isKey(key) ? keyName(key) : key }));
        return make("tr", {}, make("th", { scope: "row" }, ...names), make("td", { textContent: name }));
    }

    function rowsOf(group, all) {
        const heading = make("th", { scope: "rowgroup", colSpan: 2, className: "help-group", textContent: group });
        return make("tbody", {}, make("tr", {}, heading), ...all.filter(entry => entry.group === group).map(row));
    }

    function build() {
        const title = make("h2", { id: "help-title", textContent: "Keyboard" });
        const all = entries();
        const groups = [...new Set(all.map(({ group }) => group))];
        const close = make("button", { type: "submit", className: "button", textContent: "Close", autofocus: true });
        const form = make("form", { method: "dialog", className: "bare" }, close);
        const region = make("div", { className: "help-list", tabIndex: 0, role: "region", "aria-labelledby": "help-title" });
        region.append(make("table", { className: "help-keys" }, ...groups.map(group => rowsOf(group, all))));
        dialog = make("dialog", { className: "desk-dialog", "aria-labelledby": "help-title" }, title, region, form);
        document.body.append(dialog);
    }

    function showHelp() {
        if (document.querySelector("dialog[open]")) return false;
        if (!dialog) build();
        dialog.showModal();
        return true;
    }

    shortcuts.showHelp = showHelp;
    if (globalThis.desk) desk.showHelp = showHelp;
    add("Everywhere", [
        { keys: ["?"], name: "Keyboard help, where you are not typing", run: showHelp },
        { keys: ["Mod-/", "F1"], name: "Keyboard help", run: showHelp },
    ]);
}
