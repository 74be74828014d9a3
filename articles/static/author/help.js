/* Which keys do what, in a dialog: `?` where nobody is typing, and from within the text. */
"use strict";
if (globalThis.desk) {
    const { make, keyName } = desk;
    const FIRST = [
        ["Mod-s", "Save, and stay here"],
        ["Mod-Enter", "Publish or schedule, once you say yes"],
    ];
    const MORE = [
        ["Mod-z", "Undo"],
        ["Tab", "In a table the next cell, in lists and code a step inwards"],
        ["Shift-Tab", "The way back"],
        ["Escape, then Tab", "Leave the text for the next field, from anywhere"],
        ["Escape", "Close what is open: a list of words, find, full screen"],
        ["```", "Begin code; then choose its language"],
        ["[[", "Link to an article; then type of its title"],
        [":::", "Begin a callout; then choose its kind"],
        ["?", "This help, where you are not typing"],
    ];
    let dialog;

    function row(keys, what) {
        const names = keys.map(key => make("kbd", { textContent: key.includes(" ") || key.length < 4 ? key : keyName(key) }));
        return make("tr", {}, make("th", { scope: "row" }, ...names), make("td", { textContent: what }));
    }

    function build() {
        const title = make("h2", { id: "help-title", textContent: "Keyboard" });
        const known = (desk.actions ?? []).map(({ key, alsoKey, name }) => row([key, alsoKey].filter(Boolean), name));
        const told = list => list.map(([key, what]) => row([key], what));
        const rows = [...told(FIRST), ...known, ...told(MORE)];
        const close = make("button", { type: "submit", className: "button", textContent: "Close", autofocus: true });
        const form = make("form", { method: "dialog", className: "bare" }, close);
        const list = make("div", { className: "help-list", tabIndex: 0, role: "region", "aria-labelledby": "help-title" });
        list.append(make("table", { className: "help-keys" }, make("tbody", {}, ...rows)));
        dialog = make("dialog", { className: "desk-dialog", "aria-labelledby": "help-title" }, title, list, form);
        document.body.append(dialog);
    }

    desk.showHelp = () => {
        if (!dialog) build();
        if (!dialog.open) dialog.showModal();
    };

    document.addEventListener("keydown", event => {
        const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
        const isAsked = event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey;
        if (!isAsked || isTyping || document.querySelector("dialog[open]")) return;
        event.preventDefault();
        desk.showHelp();
    });
}
